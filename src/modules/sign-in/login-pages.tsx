import type { JSX } from 'preact';
import { Form, Notice, TextField } from '../../common/html/pages/forms.js';
import { SafeLink, Text } from '../../common/html/pages/text.js';
import type { PageTools } from './form-pages.js';

export interface LoginPageProps {
  readonly tools: PageTools;
  readonly title: string;
  /** What was entered before. */
  readonly username?: string;
  readonly next: string;
  /** Why signing in did not work. */
  readonly fault?: string;
  readonly links: { readonly reset: string; readonly register: string | null };
}

/** The sign-in form. */
export function LoginPage({ tools, title, username, next, fault, links }: LoginPageProps): JSX.Element {
  const { words, csrfToken } = tools;
  return (
    <>
      <h1>{title}</h1>
      {fault && (
        <Notice isFault>
          <Text value={fault} />
        </Notice>
      )}
      <Form action="/login" csrfToken={csrfToken} hidden={{ next }} button={title}>
        <TextField name="username" label={words.nameOrEmail} value={username} autocomplete="username" />
        <TextField name="password" label={words.password} type="password" autocomplete="current-password" />
      </Form>
      <p>
        <SafeLink href={links.reset}>{words.forgotPassword}</SafeLink>
      </p>
      {links.register !== null && (
        <p>
          <SafeLink href={links.register}>{words.createAccount}</SafeLink>
        </p>
      )}
    </>
  );
}

export interface LogoutPageProps {
  readonly tools: PageTools;
  readonly title: string;
}

/** Asks before signing out: a link that somebody was sent must not do it. */
export function LogoutPage({ tools, title }: LogoutPageProps): JSX.Element {
  return (
    <>
      <h1>{title}</h1>
      <p>{tools.words.signOutQuestion}</p>
      <Form action="/logout" csrfToken={tools.csrfToken} button={title} />
    </>
  );
}

/** After signing out, and for whoever was not signed in. */
export function SignedOutPage({ tools, signIn }: { tools: PageTools; signIn: JSX.Element }): JSX.Element {
  return (
    <>
      <h1>{tools.words.signedOut}</h1>
      <p>{signIn}</p>
    </>
  );
}
