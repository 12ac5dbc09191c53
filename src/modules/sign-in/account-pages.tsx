import type { JSX } from 'preact';
import { Form, Notice, TextField } from '../../common/html/pages/forms.js';
import { SafeLink, Text } from '../../common/html/pages/text.js';
import { fill } from '../../common/html/words/index.js';
import type { PageTools } from './form-pages.js';

/** What was wrong with a field, in the reader's language, by its name. */
export type Faults = Readonly<Record<string, string>>;

export interface FormPageProps {
  readonly tools: PageTools;
  /** What is wrong with all of it. */
  readonly fault?: string;
  readonly faults?: Faults;
}

function Heading({ title, fault }: { title: string; fault?: string }): JSX.Element {
  return (
    <>
      <h1>{title}</h1>
      {fault && (
        <Notice isFault>
          <Text value={fault} />
        </Notice>
      )}
    </>
  );
}

export interface RegisterPageProps extends FormPageProps {
  readonly entered: { readonly username?: string; readonly email?: string; readonly name?: string };
  readonly next: string;
  readonly signIn: string;
}

/** An account for oneself. */
export function RegisterPage({ tools, fault, faults = {}, entered, next, signIn }: RegisterPageProps): JSX.Element {
  const { words, csrfToken } = tools;
  return (
    <>
      <Heading title={words.createAccount} fault={fault} />
      <Form action="/register" csrfToken={csrfToken} hidden={{ next }} button={words.createAccount}>
        <TextField
          name="username"
          label={words.username}
          value={entered.username}
          autocomplete="username"
          hint={words.usernameHint}
          fault={faults['username']}
        />
        <TextField
          name="email"
          type="email"
          label={words.email}
          value={entered.email}
          autocomplete="email"
          fault={faults['email']}
        />
        <TextField
          name="name"
          label={words.fullName}
          value={entered.name}
          autocomplete="name"
          required={false}
          fault={faults['name']}
        />
        <TextField
          name="password"
          type="password"
          label={words.password}
          autocomplete="new-password"
          hint={words.passwordHint}
          fault={faults['password']}
        />
      </Form>
      <p>
        <SafeLink href={signIn}>{words.haveAccount}</SafeLink>
      </p>
    </>
  );
}

/** Shows that it is the person of this account who asks. */
function CurrentPassword({
  tools: { words },
  faults = {},
  username,
}: Pick<FormPageProps, 'tools' | 'faults'> & { username: string }): JSX.Element {
  return (
    <>
      <UsernameOfPassword username={username} />
      <TextField
        name="current_password"
        type="password"
        label={words.currentPassword}
        autocomplete="current-password"
        fault={faults['current_password']}
      />
    </>
  );
}

/** A new password, by the present one. */
export function ChangePasswordPage({
  tools,
  fault,
  faults = {},
  username,
}: FormPageProps & { username: string }): JSX.Element {
  const { words, csrfToken } = tools;
  return (
    <>
      <Heading title={words.changePassword} fault={fault} />
      <Form action="/account/password" csrfToken={csrfToken} button={words.changePassword}>
        <CurrentPassword {...{ tools, faults, username }} />
        <NewPassword tools={tools} faults={faults} />
      </Form>
    </>
  );
}

/** The end of one's own account, by its password. */
export function DeactivateAccountPage({
  tools,
  fault,
  faults = {},
  username,
}: FormPageProps & { username: string }): JSX.Element {
  const { words, csrfToken } = tools;
  return (
    <>
      <Heading title={words.deactivateAccount} fault={fault} />
      <p>{words.deactivateHint}</p>
      <Form action="/account/deactivate" csrfToken={csrfToken} button={words.deactivateAccount}>
        <CurrentPassword {...{ tools, faults, username }} />
      </Form>
    </>
  );
}

/** Asks for a link to set a new password with. */
export function RequestResetPage({ tools }: FormPageProps): JSX.Element {
  const { words, csrfToken } = tools;
  return (
    <>
      <Heading title={words.resetPassword} />
      <p>{words.resetHint}</p>
      <Form action="/password_reset" csrfToken={csrfToken} button={words.sendLink}>
        <TextField name="username" label={words.nameOrEmail} autocomplete="username" />
      </Form>
    </>
  );
}

/** A new password, by a link. */
export function SetPasswordPage({
  tools,
  faults = {},
  username,
  action,
}: FormPageProps & { username: string; action: string }): JSX.Element {
  const { words, csrfToken } = tools;
  return (
    <>
      <Heading title={words.resetPassword} />
      <Form action={action} csrfToken={csrfToken} button={words.changePassword}>
        <UsernameOfPassword username={username} />
        <NewPassword tools={tools} faults={faults} />
      </Form>
    </>
  );
}

/**
 * Shows that an address is one's own: by a button, because mail readers follow links by themselves. It names the account,
 * so that nobody confirms their address for somebody who has only claimed it.
 */
export function VerifyEmailPage({
  tools,
  email,
  username,
  action,
}: FormPageProps & { email: string; username: string; action: string }): JSX.Element {
  const { words, csrfToken } = tools;
  return (
    <>
      <Heading title={words.verifyEmail} />
      <p>
        <Text value={fill(words.verifyHint, email, username)} />
      </p>
      <Form action={action} csrfToken={csrfToken} button={words.verifyEmail} />
    </>
  );
}

export interface VerificationPageProps extends FormPageProps {
  readonly email: string;
  readonly isVerified: boolean;
  /** Whether this service sends mail at all. */
  readonly isSent: boolean;
  /** Whether a link was sent just now. */
  readonly wasSent: boolean;
  readonly goOn: string;
}

/** Where somebody stands with their address. */
export function VerificationPage(props: VerificationPageProps): JSX.Element {
  const { tools, email, isVerified, isSent, wasSent, goOn } = props;
  const { words, csrfToken } = tools;
  const pending = isSent ? words.verificationPending : `${words.verificationPending} ${words.noMail}`;
  const standing = isSent && wasSent ? fill(words.verificationSent, email) : pending;
  return (
    <>
      <Heading title={words.verifyEmail} />
      <Notice>
        <Text value={isVerified ? words.verified : standing} />
      </Notice>
      {!isVerified && isSent && <Form action="/verify_email" csrfToken={csrfToken} button={words.sendAgain} />}
      <p>
        <SafeLink href={goOn}>{words.goOn}</SafeLink>
      </p>
    </>
  );
}

export interface NoticePageProps {
  readonly title: string;
  readonly text: string;
  readonly isFault?: boolean;
  readonly link: { readonly href: string; readonly text: string };
}

/** What came of something, and where to go on. */
export function NoticePage({ title, text, isFault, link }: NoticePageProps): JSX.Element {
  return (
    <>
      <h1>{title}</h1>
      <Notice isFault={isFault}>
        <Text value={text} />
      </Notice>
      <p>
        <SafeLink href={link.href}>{link.text}</SafeLink>
      </p>
    </>
  );
}

function NewPassword({ tools: { words }, faults = {} }: FormPageProps): JSX.Element {
  return (
    <TextField
      name="new_password"
      type="password"
      label={words.newPassword}
      autocomplete="new-password"
      hint={words.passwordHint}
      fault={faults['new_password']}
    />
  );
}

/** For password stores, which keep a password by its account (HTML 4.10.18.7). */
function UsernameOfPassword({ username }: { username: string }): JSX.Element {
  return <input type="text" name="" value={username} autocomplete="username" hidden readOnly />;
}
