import { createHash, randomBytes } from 'node:crypto';
import { ClientsService, type NewClient } from '../../src/modules/oauth2/index.js';
import type { TestApp, TestResponse } from './app.js';
import { Browser, formTokenOf } from './browser.js';

export const CALLBACK = 'https://app.example.org/done';
export const TOKEN = '/oauth2/access_token';

/** An application that takes people through the authorization code flow. */
export class OauthClient {
  readonly verifier = randomBytes(32).toString('base64url');

  private constructor(
    private readonly service: TestApp,
    readonly id: string,
    readonly secret: string | null,
    readonly redirectUri: string,
  ) {}

  static async confidential(service: TestApp, values: Partial<NewClient> = {}): Promise<OauthClient> {
    const { clientId, secret } = await service.app.get(ClientsService).create(described(values));
    return new OauthClient(service, clientId, secret, described(values).redirectUris[0]!);
  }

  static async open(service: TestApp, values: Partial<NewClient> = {}): Promise<OauthClient> {
    const clientId = await service.app.get(ClientsService).createPublic(described(values));
    return new OauthClient(service, clientId, null, described(values).redirectUris[0]!);
  }

  /** The address of an authorization request; what is null is left out. */
  request(changes: Record<string, string | null> = {}): string {
    const all = {
      response_type: 'code',
      client_id: this.id,
      redirect_uri: this.redirectUri,
      state: 'a state',
      code_challenge: challengeOf(this.verifier),
      code_challenge_method: 'S256',
      ...changes,
    };
    const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null);
    return `/oauth2/authorize?${new URLSearchParams(sent).toString()}`;
  }

  /** Asks, and allows it where a page asks. @throws Error when there is no code in the answer */
  async code(browser: Browser, changes: Record<string, string | null> = {}): Promise<string> {
    const target = this.request(changes);
    const page = await browser.page(target);
    const answer =
      page.status === 200
        ? await browser.post(target, { csrfmiddlewaretoken: formTokenOf(page.text), decision: 'allow' })
        : page;
    const code = answerOf(answer).get('code');
    if (code === null) throw new Error(`There is no code in ${answer.status} ${answer.headers.get('location')}`);
    return code;
  }

  /** A token request with the client's own credentials; what is null is left out. */
  async post(form: Record<string, string | null>, path = TOKEN): Promise<TestResponse> {
    const all = { client_id: this.id, client_secret: this.secret, ...form };
    const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null);
    return this.service.as(null)(path, { method: 'POST', body: new URLSearchParams(sent) });
  }

  /** Exchanges a code. */
  async exchange(code: string, changes: Record<string, string | null> = {}): Promise<TestResponse> {
    return this.post({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.redirectUri,
      code_verifier: this.verifier,
      ...changes,
    });
  }

  async refresh(token: string, changes: Record<string, string | null> = {}): Promise<TestResponse> {
    return this.post({ grant_type: 'refresh_token', refresh_token: token, ...changes });
  }
}

const described = (values: Partial<NewClient>) => ({
  name: 'Course search',
  username: 'owner',
  redirectUris: [CALLBACK],
  ...values,
});

/** S256 (RFC 7636 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** What a redirect tells the client. @throws Error when it is none */
export function answerOf({ status, headers }: TestResponse): URLSearchParams {
  const location = headers.get('location');
  if (location === null) throw new Error(`No redirect, but ${status}.`);
  return new URL(location).searchParams;
}

/** A browser in which this account is signed in. */
export async function browserOf(service: TestApp, username: string, password: string): Promise<Browser> {
  const browser = new Browser(service);
  const answer = await fetch(`${service.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  if (answer.status !== 200) throw new Error(`Signing in as ${username} was answered with ${answer.status}.`);
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
    browser.cookies.set(name!, value!);
  }
  return browser;
}
