import { decodeJwt } from 'jose';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { SignInEvents } from '../../src/modules/sign-in/index.js';
import { MailedLinks } from '../../src/modules/sign-in/mailed-links.js';
import type { TestResponse } from '../support/app.js';
import { Browser } from '../support/browser.js';
import { EnrollmentScene, INVITATIONS } from '../support/enrollment-scene.js';
import { json } from '../support/json-request.js';
import { OauthClient } from '../support/oauth2-client.js';

const ME = '/api/user/v1/accounts/me/';

describe('what follows from signing in, and out', () => {
  let scene: EnrollmentScene;

  beforeAll(async () => {
    scene = await EnrollmentScene.start();
    await scene.service.as('owner')('/api/');
  });
  afterAll(async () => scene?.close());

  const account = async (username: string) => (await scene.service.app.get(AccountsService).findByUsername(username))!;
  const bearer = (token: string): Promise<TestResponse> =>
    scene.service.as(null)(ME, { headers: { authorization: `Bearer ${token}` } });
  async function refreshed(browser: Browser): Promise<string> {
    await browser.send('/login_refresh', { method: 'POST', headers: { accept: 'application/json' } });
    const { cookies } = browser;
    return `${cookies.get('edx-jwt-cookie-header-payload')}.${cookies.get('edx-jwt-cookie-signature')}`;
  }

  it('is not hindered by a listener that fails', async () => {
    const { username } = await scene.someone();
    let told = 0;
    scene.service.app.get(SignInEvents).onArrival(async (person) => {
      if (person.username !== username) return;
      told += 1;
      throw new Error('The listener is broken.');
    });
    const browser = await new Browser(scene.service).signIn(username);
    expect([(await browser.send(ME)).status, told]).toEqual([200, 1]);
  });

  it('is the time of the last sign-in, which a token does not change (SPEC E-1)', async () => {
    const { username, client } = await scene.someone();
    await client(ME);
    expect((await account(username)).lastLogin).toBeNull();
    await new Browser(scene.service).signIn(username);
    expect((await account(username)).lastLogin).toBeInstanceOf(Date);
  });

  it('does not enroll those who have only claimed an address that is invited (SPEC E-2)', async () => {
    const key = await scene.course();
    const { username } = await scene.unverified('invited-1@example.org');
    await scene.service.app.get(AccountsService).setPassword(username, 'nine green tides');
    const invitation = { course_key: String(key), email: 'invited-1@example.org', auto_enroll: true };
    expect((await scene.service.as('boss')(INVITATIONS, json('POST', invitation))).status).toBe(201);
    await new Browser(scene.service).signIn(username, 'nine green tides');
    expect(await scene.row(username, key)).toBeUndefined();
    // And once the address is shown to be theirs, without another sign-in.
    const secret = await scene.service.app
      .get(MailedLinks)
      .issue('verify_email', (await account(username)).id, 'invited-1@example.org');
    await new Browser(scene.service).submit(`/verify_email/${secret}`, {});
    expect(await scene.row(username, key)).toMatchObject({ is_active: true });
  });

  it('is an enrollment for whoever was invited to be enrolled, with an entry in the audit log (SPEC E-2)', async () => {
    const key = await scene.course();
    const { username } = await scene.someone();
    const invitation = { course_key: String(key), username, auto_enroll: true };
    expect((await scene.service.as('boss')(INVITATIONS, json('POST', invitation))).status).toBe(201);
    expect(await scene.row(username, key)).toBeUndefined();
    await new Browser(scene.service).signIn(username);
    expect(await scene.row(username, key)).toMatchObject({ is_active: true, mode: 'audit' });
    const entries = `audit_entries WHERE action = 'auto_enrollment' AND actor = $1 AND course_key = $2`;
    expect(await scene.count(entries, [username, String(key)])).toBe(1);
  });

  it('is that the tokens of /login_refresh end with the session, wherever they are sent (operations.md C3.2)', async () => {
    const { username } = await scene.someone();
    const [one, other] = [new Browser(scene.service), new Browser(scene.service)];
    for (const browser of [one, other]) await browser.signIn(username);
    const [ended, lasting] = [await refreshed(one), await refreshed(other)];
    expect(decodeJwt(ended)['sid']).not.toBe(decodeJwt(lasting)['sid']);
    // As a token it is known, and reaches as far as its scopes.
    expect([(await bearer(ended)).status, (await bearer(lasting)).status]).toEqual([403, 403]);
    await one.send('/logout', json('POST', {}, { 'x-csrftoken': await one.csrfToken() }));
    expect([(await bearer(ended)).status, (await bearer(lasting)).status]).toEqual([401, 403]);
    await scene.service.app.get(AccountsService).setPassword(username, 'nine green tides');
    expect((await bearer(lasting)).status).toBe(401);
  });

  it('is that a code that was not exchanged before signing out is worth nothing; what was exchanged goes on', async () => {
    const { username } = await scene.someone();
    const client = await OauthClient.confidential(scene.service);
    const browser = await new Browser(scene.service).signIn(username);
    const [kept, left] = [await client.code(browser), await client.code(browser)];
    const { refresh_token } = (await client.exchange(kept)).body as { refresh_token: string };
    await browser.send('/logout', json('POST', {}, { 'x-csrftoken': await browser.csrfToken() }));
    const { status, body } = await client.exchange(left);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });
});
