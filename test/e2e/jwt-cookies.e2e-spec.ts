import { ClientsService } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { Browser, json } from '../support/browser.js';

const ME = '/api/user/v1/accounts/me/';

describe('the JWT cookies of the embedded provider (operations.md A5)', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
    for (const name of ['anna', 'bert']) await service.as(name)('/api/');
  });
  afterAll(async () => service.close());

  /** What POST /login_refresh gives somebody who is signed in, and nothing else. */
  async function cookiesOf(username: string): Promise<string> {
    const browser = new Browser(service);
    await browser.signIn(username, `${username}-password`);
    const { headers } = await browser.send('/login_refresh', {
      method: 'POST',
      headers: { accept: 'application/json' },
    });
    return joined(headers);
  }

  const ask = (cookie: string, init: RequestInit = {}): Promise<TestResponse> =>
    service.as(null)(ME, { ...init, headers: { cookie, ...(init.headers as Record<string, string>) } });

  it('are not enough to write', async () => {
    const init = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: '{"name":"X"}' };
    const { status, body } = await ask(await cookiesOf('anna'), init);
    expect([status, body.error_code]).toEqual([403, 'csrf_failed']);
  });

  it('beside the session of another person are nobody (A5.2)', async () => {
    const signedIn = await service.as(null)('/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ username: 'bert', password: 'bert-password' }),
    });
    const both = `${joined(signedIn.headers)}; ${await cookiesOf('anna')}`;
    const { status, body } = await ask(both);
    expect([status, body.developer_message]).toEqual([401, expect.stringMatching(/different accounts/)]);
  });

  it('do not widen the token of an application that somebody sends as cookies', async () => {
    const { clientId, secret } = await service.app
      .get(ClientsService)
      .create({ name: 'Narrow', username: 'anna', scopes: ['courses:read'] });
    const answer = await service.as(null)('/oauth2/access_token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        token_type: 'jwt',
      }),
    });
    const token = (answer.body as { access_token: string }).access_token;
    const end = token.lastIndexOf('.');
    const cookies = `edx-jwt-cookie-header-payload=${token.slice(0, end)}; edx-jwt-cookie-signature=${token.slice(end + 1)}`;
    expect((await ask(cookies)).body.error_code).toBe('insufficient_scope');
  });

  it('end with the session that they came of, for whoever has copied them too (C3.2)', async () => {
    const browser = new Browser(service);
    await browser.signIn('anna', 'anna-password');
    const refresh = async (): Promise<string> =>
      joined(
        (await browser.send('/login_refresh', { method: 'POST', headers: { accept: 'application/json' } })).headers,
      );
    const copies = [await refresh(), await refresh()];
    const ofAnother = await cookiesOf('anna');
    expect((await ask(copies[0]!)).status).toBe(200);
    await browser.submit('/logout', {});
    expect(await Promise.all([...copies, ofAnother].map(async (copy) => (await ask(copy)).status))).toEqual([
      401, 401, 200,
    ]);
  });

  it('end with the password, as sessions do (C3.2)', async () => {
    await service.as('carl')('/api/');
    const copy = await cookiesOf('carl');
    expect((await ask(copy)).status).toBe(200);
    const browser = new Browser(service);
    await browser.signIn('carl', 'carl-password');
    await browser.submit('/account/password', { current_password: 'carl-password', new_password: 'nine green tides' });
    expect((await ask(copy)).status).toBe(401);
  });

  it('are the person, with all that the session could do', async () => {
    const { status, body } = await ask(await cookiesOf('anna'), { headers: { 'use-jwt-cookie': 'true' } });
    expect([status, body.username]).toEqual([200, 'anna']);
  });

  it('go when another person signs in with the browser', async () => {
    const browser = new Browser(service);
    await browser.signIn('anna', 'anna-password');
    await browser.send('/login_refresh', { method: 'POST', headers: { accept: 'application/json' } });
    const bert = { username: 'bert', password: 'bert-password' };
    expect((await browser.send('/login', json(bert, await browser.csrfToken()))).status).toBe(200);
    const { status, body } = await browser.send(ME, { headers: { accept: 'application/json' } });
    expect([status, body.username]).toEqual([200, 'bert']);
  });
});

/** The cookies of an answer as a browser sends them back. */
function joined(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0]!)
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}
