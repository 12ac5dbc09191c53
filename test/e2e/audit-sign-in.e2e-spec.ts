import { randomUUID } from 'node:crypto';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { MailedLinks } from '../../src/modules/sign-in/mailed-links.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { Browser, formTokenOf, json } from '../support/browser.js';
import { browserOf, OauthClient, TOKEN } from '../support/oauth2-client.js';
import { TestLms } from '../support/test-lms.js';

interface Entry {
  readonly action: string;
  readonly actor: string | null;
  readonly on_behalf_of: string | null;
  readonly client_id: string | null;
  readonly status: number | null;
  readonly details: Record<string, unknown>;
}

const SESSIONS = '/api/user/v1/sessions/';

describe('signing in, in the audit log (SPEC section 8)', () => {
  let service: TestApp;
  let people = 0;

  beforeAll(async () => {
    service = await startTestApp();
    await service.app
      .get(AccountsService)
      .create({ username: 'owner', email: 'owner@example.org', password: 'owner pass phrase' });
  });
  afterAll(async () => service?.close());

  /** An account whose password is its name and "-password". */
  async function someone(): Promise<string> {
    const username = `person-${(people += 1)}`;
    await service.as(username)('/api/');
    return username;
  }
  const idOf = async (username: string): Promise<number> =>
    (await service.app.get(AccountsService).findByUsername(username))!.id;
  /** The entries of one request, which is sent under an id of its own. */
  async function entered(send: (headers: Record<string, string>) => Promise<TestResponse>) {
    const id = `sign-in-${randomUUID()}`;
    const answer = await send({ 'x-request-id': id });
    const rows = await service.dataSource.query<Entry[]>('SELECT * FROM audit_entries WHERE request_id = $1', [id]);
    return { answer, rows };
  }
  const signIn = (username: string, password: string, headers: Record<string, string>) =>
    service.as(null)('/login', json({ username, password }, undefined, headers));

  it('that fails names the account, and not who asked; a name that is none is not kept', async () => {
    const username = await someone();
    const known = await entered((headers) => signIn(username, 'wrong', headers));
    expect(known.rows).toMatchObject([{ action: 'session_begin', actor: null, on_behalf_of: username, status: 401 }]);
    const byAddress = await entered((headers) => signIn(`${username}@example.com`, 'wrong', headers));
    expect(byAddress.rows).toMatchObject([{ actor: null, on_behalf_of: username, status: 401 }]);
    const unknown = await entered((headers) => signIn('my-secret-password', 'wrong', headers));
    expect(unknown.rows).toMatchObject([{ actor: null, on_behalf_of: null, status: 401 }]);
    expect(JSON.stringify(unknown.rows)).not.toContain('my-secret-password');
  });

  it('leaves one entry, of whoever signs in, also where somebody else was signed in before', async () => {
    const [before, username] = [await someone(), await someone()];
    const first = await entered((headers) => signIn(before, `${before}-password`, headers));
    expect(first.rows).toMatchObject([{ action: 'session_begin', actor: before, on_behalf_of: null, status: null }]);
    const browser = await new Browser(service).signIn(before);
    const csrf = await browser.csrfToken();
    const { rows } = await entered((headers) =>
      browser.send('/login', json({ username, password: `${username}-password` }, csrf, headers)),
    );
    expect(rows).toMatchObject([{ actor: username, on_behalf_of: null }]);
  });

  it('out leaves one, of whoever was signed in; so do sessions that are ended', async () => {
    const username = await someone();
    const browser = await new Browser(service).signIn(username);
    const csrf = await browser.csrfToken();
    const out = await entered((headers) => browser.send('/logout', json({}, csrf, headers)));
    expect(out.rows).toMatchObject([{ action: 'session_end', actor: username }]);
    await new Browser(service).signIn(username);
    const admin = service.as('admin', { isStaff: true });
    const ended = await entered((headers) =>
      admin(`${SESSIONS}?user=${username}`, { method: 'DELETE', headers: { 'if-match': '*', ...headers } }),
    );
    expect(ended.rows).toMatchObject([
      { action: 'sessions_delete_others', actor: 'admin', on_behalf_of: username, status: null },
    ]);
  });

  it('up leaves one about the new account', async () => {
    const username = `fresh-${randomUUID().slice(0, 8)}`;
    const account = { username, email: `${username}@example.org`, password: 'nine green tides' };
    const { rows } = await entered((headers) =>
      service.as(null)('/api/user/v1/accounts/', json(account, undefined, headers)),
    );
    expect(rows).toMatchObject([{ action: 'account_create', actor: null, on_behalf_of: username }]);
    const byForm = `${username}-2`;
    const { rows: ofForm } = await entered((headers) =>
      new Browser(service).submit('/register', { ...account, username: byForm }, { headers }),
    );
    expect(ofForm).toMatchObject([{ on_behalf_of: byForm }]);
  });

  it('by a link that was mailed, and with a new password, leaves one of the person', async () => {
    const username = await someone();
    const links = service.app.get(MailedLinks);
    const address = `${username}@example.com`;
    const reset = await links.issue('reset_password', await idOf(username), address);
    const chosen = { new_password: 'nine green tides' };
    const { rows, answer } = await entered((headers) =>
      new Browser(service).submit(`/password_reset/${reset}`, chosen, { headers }),
    );
    expect(answer.status).toBe(200);
    expect(rows).toMatchObject([{ actor: username, on_behalf_of: null, status: null }]);
    expect(JSON.stringify(rows)).not.toContain(reset);
    const verify = await links.issue('verify_email', await idOf(username), address);
    const verified = await entered((headers) =>
      new Browser(service).submit(`/verify_email/${verify}`, {}, { headers }),
    );
    expect(verified.rows).toMatchObject([{ actor: username, status: null }]);
    const browser = await new Browser(service).signIn(username, 'nine green tides');
    const again = { current_password: 'nine green tides', new_password: 'ten green tides, and more' };
    const changed = await entered((headers) => browser.submit('/account/password', again, { headers }));
    expect(changed.answer.status).toBe(200);
    expect(changed.rows).toMatchObject([{ actor: username, on_behalf_of: null }]);
  });

  it('leaves none about what only reads: introspection, the page that asks, a repeated GET', async () => {
    const client = await OauthClient.confidential(service);
    const browser = await browserOf(service, 'owner', 'owner pass phrase');
    const page = await entered((headers) => browser.page(client.request(), { headers }));
    expect([page.answer.status, page.rows]).toEqual([200, []]);
    const asked = await entered((headers) =>
      service.as(null)('/oauth2/introspect', {
        method: 'POST',
        headers,
        body: new URLSearchParams({ client_id: client.id, client_secret: client.secret!, token: 'x' }),
      }),
    );
    expect([asked.answer.status, asked.rows]).toEqual([200, []]);
  });

  it('with OAuth2 leaves one each of the decision, the token, and its end', async () => {
    const client = await OauthClient.confidential(service);
    const browser = await browserOf(service, 'owner', 'owner pass phrase');
    const target = client.request();
    const csrfmiddlewaretoken = formTokenOf((await browser.page(target)).text);
    const refused = await entered((headers) =>
      browser.post(target, { csrfmiddlewaretoken, decision: 'deny' }, headers),
    );
    expect(refused.rows).toMatchObject([{ actor: 'owner', details: { client: client.id, allowed: false } }]);
    const allowed = await entered((headers) =>
      browser.post(target, { csrfmiddlewaretoken, decision: 'allow' }, headers),
    );
    expect(allowed.rows).toMatchObject([{ actor: 'owner', details: { client: client.id, allowed: true } }]);
    const code = new URL(allowed.answer.headers.get('location')!).searchParams.get('code')!;
    const form = (fields: Record<string, string>, headers: Record<string, string>): RequestInit => ({
      method: 'POST',
      headers,
      body: new URLSearchParams({ client_id: client.id, client_secret: client.secret!, ...fields }),
    });
    const exchange = { redirect_uri: client.redirectUri, code_verifier: client.verifier, code };
    const token = await entered((headers) =>
      service.as(null)(TOKEN, form({ grant_type: 'authorization_code', ...exchange }, headers)),
    );
    expect(token.rows).toMatchObject([
      {
        action: 'oauth2_token_create',
        actor: 'owner',
        client_id: client.id,
        details: { grant_type: 'authorization_code' },
      },
    ]);
    const { refresh_token } = token.answer.body as { refresh_token: string };
    const ended = await entered((headers) =>
      service.as(null)('/oauth2/revoke_token', form({ token: refresh_token }, headers)),
    );
    expect(ended.rows).toMatchObject([
      { action: 'oauth2_token_revoke', client_id: client.id, on_behalf_of: 'owner', status: null },
    ]);
    expect(JSON.stringify([token.rows, ended.rows])).not.toContain(refresh_token);
  });
});

describe('accounts that an LMS brings, in the audit log', () => {
  let lms: TestLms;
  let service: TestApp;

  beforeAll(async () => {
    lms = await TestLms.start();
    service = await startTestApp({ OAUTH2_ISSUER: lms.issuer });
  });
  afterAll(async () => {
    await service?.close();
    await lms?.close();
  });

  it('leave one entry when they are made, one when they change, and none while the LMS says the same', async () => {
    const now = Math.floor(Date.now() / 1000);
    const call = async (iat: number, more: object = {}): Promise<number> => {
      const token = await lms.token('newcomer', { iat, jti: randomUUID(), ...more });
      return (await service.as(null)('/api/user/v1/accounts/me/', { headers: { authorization: `JWT ${token}` } }))
        .status;
    };
    expect([await call(now - 3), await call(now - 2), await call(now - 1, { name: 'New Name' })]).toEqual([
      200, 200, 200,
    ]);
    const rows = await service.dataSource.query<Entry[]>(
      `SELECT * FROM audit_entries WHERE on_behalf_of = 'newcomer' ORDER BY id`,
    );
    expect(rows).toMatchObject([
      { action: 'lms_account_update', details: { made: true } },
      { action: 'lms_account_update', details: { made: false, changed: 'name' } },
    ]);
  });

  it('are told by a 401 to ask the LMS for a token, and not this service', async () => {
    for (const headers of [undefined, { authorization: 'Bearer nonsense' }]) {
      const { status, body } = await service.as(null)('/api/user/v1/accounts/me/', { headers });
      expect([status, body.developer_message]).toEqual([
        401,
        expect.stringContaining(`${lms.url}/oauth2/access_token`),
      ]);
    }
  });
});
