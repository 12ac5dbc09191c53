import { AccountsService } from '../../src/modules/accounts/index.js';
import { ClientsService } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { Browser, json } from '../support/browser.js';
import { OauthClient } from '../support/oauth2-client.js';

const ME = '/api/user/v1/accounts/me/';
const PAGE = '/account/deactivate';

describe('the end of one’s own account (operations.md C3.6)', () => {
  let service: TestApp;
  let people = 0;

  beforeAll(async () => {
    service = await startTestApp();
    await service.as('owner')('/api/');
  });
  afterAll(() => service?.close());

  async function someone(): Promise<{ username: string; browser: Browser }> {
    const username = `leaver-${(people += 1)}`;
    await service.as(username)('/api/');
    return { username, browser: await new Browser(service).signIn(username) };
  }
  const isActive = async (username: string) =>
    (await service.app.get(AccountsService).findByUsername(username))!.isActive;
  async function disable(browser: Browser): Promise<TestResponse> {
    const headers = { 'if-match': '*', 'x-csrftoken': await browser.csrfToken() };
    return browser.send(ME, { method: 'DELETE', headers });
  }
  /** Time passes for the session, which is read anew after two seconds; an end elsewhere has the same effect at once. */
  async function age(username: string, minutes: number): Promise<void> {
    await service.dataSource.query(
      `UPDATE sessions SET created = now() - make_interval(mins => $2)
        WHERE user_id = (SELECT id FROM users WHERE username = $1)`,
      [username, minutes],
    );
    await service.app.get(AccountsService).setActive('owner', true);
  }

  it('does not come by a browser that was left open: 403 that says to sign in again', async () => {
    const { username, browser } = await someone();
    await age(username, 11);
    const { status, body } = await disable(browser);
    expect([status, body.error_code]).toEqual([403, 'recent_sign_in_required']);
    expect(body.developer_message).toMatch(/sign in again/);
    expect(await isActive(username)).toBe(true);
    const credentials = { username, password: `${username}-password` };
    expect((await browser.send('/login', json(credentials, await browser.csrfToken()))).status).toBe(200);
    expect((await disable(browser)).status).toBe(204);
    expect(await isActive(username)).toBe(false);
  });

  it('does not come by the cookies of front ends, which do not say when somebody signed in', async () => {
    const { username, browser } = await someone();
    await browser.send('/login_refresh', { method: 'POST', headers: { accept: 'application/json' } });
    const jwt = new Browser(service);
    for (const [name, value] of browser.cookies) if (name.startsWith('edx-jwt')) jwt.cookies.set(name, value);
    const { status, body } = await disable(jwt);
    expect([status, body.error_code]).toEqual([403, 'recent_sign_in_required']);
    expect(await isActive(username)).toBe(true);
  });

  it('does not come by an application that somebody has let in, and is not offered to one', async () => {
    const { username, browser } = await someone();
    const client = await OauthClient.confidential(service, { scopes: ['read', 'write', 'accounts:write'] });
    const { body: tokens } = await client.exchange(await client.code(browser));
    const headers = { authorization: `Bearer ${tokens.access_token as string}`, 'if-match': '*' };
    const { status, body } = await service.as(null)(ME, { method: 'DELETE', headers });
    expect([status, body.error_code]).toEqual([403, 'permission_denied']);
    const { body: account } = await service.as(null)(ME, { headers });
    expect(Object.keys(account.links as object)).toEqual(expect.not.arrayContaining(['deactivate', 'deactivation']));
    expect(await isActive(username)).toBe(true);
  });

  it('does not come by a program of one’s own', async () => {
    const { username } = await someone();
    const { clientId, secret } = await service.app.get(ClientsService).create({ name: 'Worker', username });
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
    const { body: tokens } = await service.as(null)('/oauth2/access_token', {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const headers = { authorization: `Bearer ${tokens.access_token as string}`, 'if-match': '*' };
    expect((await service.as(null)(ME, { method: 'DELETE', headers })).status).toBe(403);
    expect(await isActive(username)).toBe(true);
  });

  it('of global staff, too, asks them for as much', async () => {
    await service.as('boss', { isStaff: true })('/api/');
    const browser = await new Browser(service).signIn('boss');
    await age('boss', 11);
    expect((await disable(browser)).status).toBe(403);
    const { username } = await someone();
    const headers = { 'if-match': '*', 'x-csrftoken': await browser.csrfToken() };
    // Others' accounts they can enable again.
    const answer = await browser.send(`/api/user/v1/accounts/${username}/`, { method: 'DELETE', headers });
    expect([answer.status, await isActive(username)]).toEqual([204, false]);
  });

  it('needs the password on its page, however young the session; and guesses are slowed down', async () => {
    const { username, browser } = await someone();
    expect((await new Browser(service).page(PAGE)).status).toBe(401);
    expect((await browser.post(PAGE, { current_password: `${username}-password` })).status).toBe(403);
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1)
      statuses.push((await browser.submit(PAGE, { current_password: `guess ${n}` })).status);
    expect(statuses.slice(0, 5)).toEqual([400, 400, 400, 400, 400]);
    expect(statuses.at(-1)).toBe(429);
    expect(await isActive(username)).toBe(true);
  });

  it('comes by the password on its page, to which the account leads, and ends every session', async () => {
    const { username, browser } = await someone();
    const other = await new Browser(service).signIn(username);
    await age(username, 1000);
    expect((await browser.page(ME)).text).toContain(`href="${service.config.publicUrl}${PAGE}"`);
    const { status, text } = await browser.submit(PAGE, { current_password: `${username}-password` });
    expect([status, await isActive(username)]).toEqual([200, false]);
    expect(text).toContain('Your account is disabled.');
    expect(text).not.toContain('Signed in as');
    expect([(await browser.send(ME)).status, (await other.send(ME)).status]).toEqual([401, 401]);
  });
});
