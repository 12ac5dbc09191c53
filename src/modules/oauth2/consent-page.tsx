import type { JSX } from 'preact';
import type { Scope } from '../../common/auth/scopes.js';
import { CSRF_FIELD } from '../../common/auth/csrf-tokens.js';
import { usePage } from '../../common/html/pages/page.js';
import { Text } from '../../common/html/pages/text.js';
import { fill } from '../../common/html/words/index.js';
import { CONSENT_WORDS, scopeInWords } from './consent-words.js';
import type { AuthorizationRequest } from './authorization-request.js';

/** The field of the form that says what the person has decided. */
export const DECISION = 'decision';
export const ALLOW = 'allow';

interface ConsentProps {
  readonly request: AuthorizationRequest;
  readonly csrfToken: string;
  /** Where the form goes: the address of the page itself, with the whole request in its query. */
  readonly action: string;
}

/** Asks whether an application may act for the person (operations.md A7.10). What the application is called, it says itself. */
export function ConsentPage({
  request: { client, scopes, redirectUri },
  csrfToken,
  action,
}: ConsentProps): JSX.Element {
  const { context } = usePage();
  const words = CONSENT_WORDS[context.language];
  return (
    <>
      <h1>
        <Text value={fill(words.title, client.name)} />
      </h1>
      <p>
        <Text value={fill(words.asks, client.name)} />
      </p>
      <ul>
        {scopes.map((scope) => (
          <li>{scopeInWords(scope as Scope, words)}</li>
        ))}
      </ul>
      <p>
        <Text value={fill(words.returnsTo, URL.parse(redirectUri)?.host ?? '')} />
      </p>
      <p class="quiet">
        <Text value={fill(words.actsAs, context.username ?? '')} /> {words.takeBack}
      </p>
      <form method="post" action={action}>
        <input type="hidden" name={CSRF_FIELD} value={csrfToken} />
        <button type="submit" name={DECISION} value={ALLOW}>
          {words.allow}
        </button>
        <button type="submit" name={DECISION} value="deny">
          {words.deny}
        </button>
      </form>
    </>
  );
}

/** For the moment until the browser goes on, and for one that does not by itself. */
export function GoOnPage({ title, location }: { readonly title: string; readonly location: string }): JSX.Element {
  return (
    <h1>
      <a href={location} rel="noreferrer">
        <Text value={title} />
      </a>
    </h1>
  );
}
