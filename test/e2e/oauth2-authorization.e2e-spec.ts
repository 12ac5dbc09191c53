import { decodeJwt } from 'jose';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { ClientsService, OauthGrants } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { Browser, formTokenOf } from '../support/browser.js';
import { answerOf, browserOf, CALLBACK, challengeOf, OauthClient } from '../support/oauth2-client.js';

const ME = '/api/user/v1/accounts/me/';

describe('the authorization code grant', () => {
  let service: TestApp;
  let client: OauthClient;
  let browser: Browser;
  let issuer: string;

  beforeAll(async () => {
    service = await startTestApp();
    issuer = `${service.config.publicUrl}/oauth2`;
    const accounts = service.app.get(AccountsService);
    for (const username of ['owner', 'learner', 'other'])
      await accounts.create({ username, email: `${username}@example.org`, password: `${username} pass phrase` });
    browser = await signedIn('learner');
  });
  beforeEach(async () => {
    client = await OauthClient.confidential(service);
  });
  afterAll(async () => service?.close());

  const signedIn = (username: string) => browserOf(service, username, `${username} pass phrase`);

  const callAs = async (token: string): Promise<number> =>
    (await service.as(null)(ME, { headers: { authorization: `Bearer ${token}` } })).status;

  const refreshed = async (code: string): Promise<{ access_token: string; refresh_token: string }> =>
    (await client.exchange(code)).body as { access_token: string; refresh_token: string };

  function expectPage({ status, headers }: TestResponse): void {
    expect([status, headers.get('location')]).toEqual([400, null]);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
  }

  describe('sends nobody anywhere', () => {
    it.each([
      ['an unknown client', { client_id: 'nobody' }],
      ['no client', { client_id: null }],
      ['SQL for a client', { client_id: "x' OR '1'='1" }],
      ['no redirect URI', { redirect_uri: null }],
      ['another host', { redirect_uri: 'https://evil.example/done' }],
      ['another case', { redirect_uri: 'https://app.example.org/Done' }],
      ['a slash at the end', { redirect_uri: `${CALLBACK}/` }],
      ['the default port', { redirect_uri: 'https://app.example.org:443/done' }],
      ['a query', { redirect_uri: `${CALLBACK}?x=1` }],
      ['a longer path', { redirect_uri: `${CALLBACK}/evil` }],
      ['a user', { redirect_uri: 'https://app.example.org@evil.example/done' }],
      ['an encoded letter', { redirect_uri: 'https://app.example.org/d%6fne' }],
      ['a fragment', { redirect_uri: `${CALLBACK}#x` }],
      ['a script', { redirect_uri: 'javascript:alert(1)' }],
      ['a line break', { redirect_uri: `${CALLBACK}\r\nSet-Cookie: x=1` }],
    ])('with %s: a page, whoever is signed in (RFC 9700 4.1.3, operations.md C2.1, C2.16)', async (_, changes) => {
      expectPage(await browser.page(client.request(changes)));
      expectPage(await new Browser(service).page(client.request({ ...changes, prompt: 'none' })));
    });

    it('with a redirect URI or a client that is sent twice', async () => {
      expectPage(await browser.page(`${client.request()}&redirect_uri=${encodeURIComponent(CALLBACK)}`));
      expectPage(await browser.page(`${client.request()}&client_id=${client.id}`));
    });

    it('of a client that was disabled', async () => {
      await service.app.get(ClientsService).disable(client.id);
      expectPage(await browser.page(client.request()));
    });
  });

  it.each([
    ['no response type', { response_type: null }, 'invalid_request'],
    ['the implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
    ['a hybrid', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['a fragment for the answer', { response_mode: 'fragment' }, 'invalid_request'],
    ['no code challenge', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['a challenge without its method, which would mean plain', { code_challenge_method: null }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown method', { code_challenge_method: 'S512' }, 'invalid_request'],
    ['a challenge that is no digest', { code_challenge: 'short' }, 'invalid_request'],
    ['a method without a challenge', { code_challenge: null }, 'invalid_request'],
    ['an unknown scope', { scope: 'admin' }, 'invalid_scope'],
    ['a scope that the client may not have', { scope: 'read audit:write' }, 'invalid_scope'],
    ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['a request by reference', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
    ['an unknown prompt', { prompt: 'login' }, 'invalid_request'],
    ['a state beyond ASCII', { state: 'ä' }, 'invalid_request'],
  ])(
    'tells the client of %s, with its state and who says so (RFC 6749 4.1.2.1, RFC 9207)',
    async (_, changes, error) => {
      const answer = await browser.page(client.request(changes));
      expect([answer.status, answer.headers.get('location')!.startsWith(`${CALLBACK}?`)]).toEqual([302, true]);
      const told = answerOf(answer);
      expect([told.get('error'), told.get('iss')]).toEqual([error, issuer]);
      expect(told.get('state')).toBe('state' in changes ? null : 'a state');
      expect(told.has('code')).toBe(false);
    },
  );

  it('tells the client of a parameter that is sent twice (RFC 6749 3.1)', async () => {
    expect(answerOf(await browser.page(`${client.request()}&scope=read&scope=write`)).get('error')).toBe(
      'invalid_request',
    );
  });

  it('tells a client that may use other grants only', async () => {
    const { clientId } = await service.app.get(ClientsService).create({ name: 'Worker', username: 'owner' });
    expectPage(await browser.page(client.request({ client_id: clientId })));
  });

  it.each(['a b&c=d#e%f+g"<>\\', 'x'.repeat(1000), '{"next":"/courses?x=1"}'])(
    'gives the state back as it was sent: %.30s',
    async (state) => {
      const answer = await browser.page(client.request({ state, scope: 'nonsense' }));
      expect(answerOf(answer).get('state')).toBe(state);
    },
  );

  it('keeps the query of a redirect URI, and puts the answer behind it', async () => {
    const redirectUri = 'https://app.example.org/done?tenant=A%20b';
    const own = await OauthClient.confidential(service, { redirectUris: [redirectUri] });
    const answer = await browser.page(own.request({ scope: 'nonsense' }));
    expect(answer.headers.get('location')!.startsWith(`${redirectUri}&error=invalid_scope`)).toBe(true);
  });

  describe('without a session', () => {
    it('leads to /login and back, without anything but a path of this service (A6.5)', async () => {
      const target = client.request();
      const { status, headers } = await new Browser(service).page(target);
      const location = new URL(headers.get('location')!);
      expect([status, location.pathname, location.searchParams.get('next')]).toEqual([302, '/login', target]);
    });

    it('tells the client login_required where no page may be shown', async () => {
      expect(answerOf(await new Browser(service).page(client.request({ prompt: 'none' }))).get('error')).toBe(
        'login_required',
      );
    });

    it('takes no access token for one: a token must not make other tokens', async () => {
      const { headers } = await service.as('learner')(client.request(), { headers: { accept: 'text/html' } });
      expect(new URL(headers.get('location')!).pathname).toBe('/login');
    });
  });

  describe('asks the person', () => {
    it('on a page that says who asks, for what, and where the answer goes; that nobody can frame; that nobody keeps', async () => {
      const own = await OauthClient.confidential(service, { scopes: ['courses:read', 'profile'] });
      const page = await browser.page(own.request({ scope: 'courses:read profile' }));
      expect(page.status).toBe(200);
      expect(page.text).toMatch(/Course search/);
      expect(page.text).toMatch(/Read: courses/);
      expect(page.text).toMatch(/app\.example\.org/);
      expect(page.text).toMatch(/learner/);
      expect(page.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
      expect(page.headers.get('content-security-policy')).toMatch(
        /form-action 'self' https:\/\/app\.example\.org(;|$)/,
      );
      expect(page.headers.get('x-frame-options')).toMatch(/DENY|SAMEORIGIN/);
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/);
    });

    it.each(['en', 'es-419', 'fr', 'de', 'pt-BR', 'ar', 'zh-CN'])('in %s', async (language) => {
      const page = await browser.page(client.request(), { headers: { 'accept-language': language } });
      expect(page.text).toContain(`<html lang="${language}"`);
      expect(page.headers.get('content-language')).toBe(language);
    });

    it('without letting the name of an application become part of the page', async () => {
      const own = await OauthClient.confidential(service, { name: '<script>alert(1)</script>"\'><img src=x>' });
      const page = await browser.page(own.request());
      expect(page.text).not.toMatch(/<script|<img/);
    });

    it.each([
      ['without the token of the page', {}],
      ['with a token that was made up', { csrfmiddlewaretoken: 'made.up' }],
    ])('and takes no decision %s (operations.md A7.10)', async (_, form) => {
      const target = client.request();
      await browser.page(target);
      const answer = await browser.post(target, { decision: 'allow', ...form } as Record<string, string>);
      expect([answer.status, answer.headers.get('location')]).toEqual([403, null]);
    });

    it('and takes no decision with the token of another browser, nor from another site', async () => {
      const target = client.request();
      const others = formTokenOf((await (await signedIn('other')).page(target)).text);
      const own = formTokenOf((await browser.page(target)).text);
      const decision = 'allow';
      expect((await browser.post(target, { decision, csrfmiddlewaretoken: others })).status).toBe(403);
      const foreign = { origin: 'https://evil.example' };
      expect((await browser.post(target, { decision, csrfmiddlewaretoken: own }, foreign)).status).toBe(403);
    });

    it('and tells the client access_denied for whatever is not a clear yes', async () => {
      const target = client.request();
      for (const decision of ['deny', '', 'ALLOW', 'true']) {
        const csrfmiddlewaretoken = formTokenOf((await browser.page(target)).text);
        const answer = await browser.post(target, { csrfmiddlewaretoken, decision });
        expect(answer.status).toBe(303);
        const told = answerOf(answer);
        expect([told.get('error'), told.get('state'), told.get('iss')]).toEqual(['access_denied', 'a state', issuer]);
      }
    });

    it('and checks the request again when the decision comes', async () => {
      const csrfmiddlewaretoken = formTokenOf((await browser.page(client.request())).text);
      const form = { csrfmiddlewaretoken, decision: 'allow' };
      expectPage(await browser.post(client.request({ redirect_uri: 'https://evil.example/' }), form));
      expect(answerOf(await browser.post(client.request({ scope: 'admin' }), form)).get('error')).toBe('invalid_scope');
    });

    it('once for each scope, and again when the client says so', async () => {
      await client.code(browser, { scope: 'read profile' });
      expect((await browser.page(client.request({ scope: 'profile' }))).status).toBe(302);
      expect((await browser.page(client.request({ scope: 'profile email' }))).status).toBe(200);
      expect((await browser.page(client.request({ scope: 'profile', prompt: 'consent' }))).status).toBe(200);
      expect(answerOf(await browser.page(client.request({ scope: 'email', prompt: 'none' }))).get('error')).toBe(
        'consent_required',
      );
      expect((await (await signedIn('other')).page(client.request({ scope: 'profile' }))).status).toBe(200);
    });

    it('not at all for one of the operator’s own', async () => {
      const own = await OauthClient.confidential(service, { skipConsent: true });
      expect(answerOf(await browser.page(own.request())).has('code')).toBe(true);
    });

    it('every time for a native application, which anything on that computer could be (RFC 8252 8.6)', async () => {
      const values = { redirectUris: ['http://127.0.0.1/done'], skipConsent: true };
      const native = await OauthClient.open(service, values);
      await native.code(browser, { redirect_uri: 'http://127.0.0.1:49152/done' });
      const again = await browser.page(native.request({ redirect_uri: 'http://127.0.0.1:49153/done' }));
      expect(again.status).toBe(200);
      expect(again.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:49153");
    });
  });

  it('gives a code by 303 after the form, with the state and who gives it (RFC 9700 4.12, RFC 9207)', async () => {
    const target = client.request();
    const csrfmiddlewaretoken = formTokenOf((await browser.page(target)).text);
    const answer = await browser.post(target, { csrfmiddlewaretoken, decision: 'allow' });
    expect(answer.status).toBe(303);
    const told = answerOf(answer);
    expect(Object.fromEntries(told)).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: 'a state',
      iss: issuer,
    });
  });

  it('goes on from /login by a page of its own, since browsers hold redirects after a form against its policy', async () => {
    const own = await OauthClient.confidential(service, { skipConsent: true });
    const referer = `${service.config.publicUrl}/login?next=x`;
    const page = await browser.page(own.request(), { headers: { referer } });
    expect([page.status, page.headers.get('location')]).toEqual([200, null]);
    expect(page.headers.get('refresh')).toMatch(/^0; url=https:\/\/app\.example\.org\/done\?code=/);
    expect([page.headers.get('cache-control'), page.headers.get('referrer-policy')]).toEqual([
      'no-store',
      'same-origin',
    ]);
    // Where an answer may not go, no page leads there either.
    const wrong = await browser.page(own.request({ redirect_uri: 'https://evil.example/' }), { headers: { referer } });
    expect([wrong.status, wrong.headers.get('refresh')]).toEqual([400, null]);
    expect((await browser.page(own.request(), { headers: { referer: 'https://app.example.org/' } })).status).toBe(302);
  });

  it.each(['/oauth2/authorize', '/oauth2/authorize/'])(
    'answers at %s without a redirect to another spelling',
    async (path) => {
      const { status } = await browser.page(client.request().replace('/oauth2/authorize', path));
      expect(status).toBe(200);
    },
  );

  it('exchanges a code for a token of that person, and another to go on with (operations.md A7.3)', async () => {
    const code = await client.code(browser, { scope: 'read email profile' });
    const { status, headers, body } = await client.exchange(code, { token_type: 'jwt' });
    expect([status, headers.get('cache-control'), headers.get('pragma')]).toEqual([200, 'no-store', 'no-cache']);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'JWT',
      expires_in: 3600,
      scope: 'read email profile',
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(decodeJwt(body.access_token)).toMatchObject({
      preferred_username: 'learner',
      grant_type: 'authorization_code',
      client_id: client.id,
      email_verified: true,
      is_restricted: false,
      filters: ['user:me'],
    });
    expect(await callAs(body.access_token)).toBe(200);
  });

  it('gives tokens of restricted applications their limits (operations.md A7.5)', async () => {
    const own = await OauthClient.confidential(service, { isRestricted: true, organizations: ['UTx', 'MITx'] });
    const { body } = await own.exchange(await own.code(browser));
    expect(decodeJwt(body.access_token)).toMatchObject({
      is_restricted: true,
      filters: ['content_org:UTx', 'content_org:MITx', 'user:me'],
    });
    const renewed = await own.refresh(body.refresh_token);
    expect(decodeJwt(renewed.body.access_token)).toMatchObject({ is_restricted: true, grant_type: 'refresh_token' });
  });

  it('lets a public client in by its verifier alone', async () => {
    const own = await OauthClient.open(service);
    const { status, body } = await own.exchange(await own.code(browser));
    expect([status, await callAs(body.access_token)]).toEqual([200, 200]);
    expect((await own.refresh(body.refresh_token)).status).toBe(200);
  });

  it('lets a client that is registered so go without a verifier, but not with a wrong one', async () => {
    const own = await OauthClient.confidential(service, { requirePkce: false });
    const none = { code_challenge: null, code_challenge_method: null };
    expect((await own.exchange(await own.code(browser, none), { code_verifier: null })).status).toBe(200);
    // Downgrade: a verifier for a code that had no challenge (RFC 9700 2.1.1).
    expect((await own.exchange(await own.code(browser, none))).body.error).toBe('invalid_grant');
  });

  describe('gives nothing for a code', () => {
    it.each([
      ['without a verifier', { code_verifier: null }, 'invalid_grant'],
      ['with a wrong verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
      ['with a verifier that is none', { code_verifier: 'short' }, 'invalid_request'],
      ['with the challenge for a verifier', { code_verifier: challengeOf('x') }, 'invalid_grant'],
      ['without the redirect URI', { redirect_uri: null }, 'invalid_grant'],
      ['with another redirect URI', { redirect_uri: `${CALLBACK}/` }, 'invalid_grant'],
    ])('%s, and uses it up (RFC 7636 4.6, RFC 6749 4.1.3)', async (_, changes, error) => {
      const code = await client.code(browser);
      const wrong = await client.exchange(code, changes);
      expect([wrong.status, wrong.body.error]).toEqual([400, error]);
      expect((await client.exchange(code)).body.error).toBe('invalid_grant');
    });

    it('of another client, and ends it for its own as well: it was stolen', async () => {
      const code = await client.code(browser);
      const thief = await OauthClient.confidential(service, { redirectUris: [CALLBACK] });
      expect((await thief.exchange(code, { code_verifier: client.verifier })).body.error).toBe('invalid_grant');
      expect((await client.exchange(code)).body.error).toBe('invalid_grant');
    });

    it('without the secret of the client', async () => {
      for (const changes of [{ client_secret: null }, { client_secret: 'wrong secret' }]) {
        const refused = await client.exchange(await client.code(browser), changes);
        expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
      }
    });

    it('to a public client that sends a secret', async () => {
      const own = await OauthClient.open(service);
      const refused = await own.exchange(await own.code(browser), { client_secret: 'something' });
      expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
    });

    it('that has expired (operations.md C2.3)', async () => {
      const code = await client.code(browser);
      await service.dataSource.query(`UPDATE oauth_codes SET expires = now() - interval '1 second'`);
      expect((await client.exchange(code)).body.error).toBe('invalid_grant');
    });

    it('that was used, and ends what came of the first use, at once (RFC 6749 4.1.2, operations.md C2.2)', async () => {
      const code = await client.code(browser);
      const first = await refreshed(code);
      expect(await callAs(first.access_token)).toBe(200);
      expect((await client.exchange(code)).body.error).toBe('invalid_grant');
      expect(await callAs(first.access_token)).toBe(401);
      expect((await client.refresh(first.refresh_token)).body.error).toBe('invalid_grant');
    });

    it('but once, however many ask at the same moment', async () => {
      const code = await client.code(browser);
      const answers = await Promise.all([1, 2, 3, 4].map(() => client.exchange(code)));
      expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      // A second use at the same moment is a second use: nothing of it counts.
      for (const { status, body } of answers) if (status === 200) expect(await callAs(body.access_token)).toBe(401);
    });

    it('of somebody who was disabled meanwhile', async () => {
      await service.app
        .get(AccountsService)
        .create({ username: 'leaver', email: 'l@example.org', password: 'leaver pass phrase' });
      const code = await client.code(await signedIn('leaver'));
      await service.app.get(AccountsService).setActive('leaver', false);
      expect((await client.exchange(code)).body.error).toBe('invalid_grant');
    });

    it('that was made up, or is SQL', async () => {
      for (const code of ['made-up', "' OR '1'='1", 'x'.repeat(5000)])
        expect((await client.exchange(code)).body.error).toBe('invalid_grant');
    });
  });

  describe('a refresh token', () => {
    let tokens: { access_token: string; refresh_token: string };
    beforeEach(async () => {
      tokens = await refreshed(await client.code(browser, { scope: 'read email' }));
    });

    /** As if the grace had passed. */
    const later = () =>
      service.dataSource.query(
        `UPDATE oauth_refresh_tokens SET used = used - interval '11 seconds' WHERE used IS NOT NULL`,
      );

    it('is exchanged for another at each use (operations.md C2.5)', async () => {
      const { status, body } = await client.refresh(tokens.refresh_token);
      expect([status, body.scope]).toEqual([200, 'read email']);
      expect(body.refresh_token).not.toBe(tokens.refresh_token);
      expect(await callAs(body.access_token)).toBe(200);
    });

    it('that is used again ends its family, at once, also for whoever used it first (RFC 9700 4.14.2)', async () => {
      const next = (await client.refresh(tokens.refresh_token)).body as typeof tokens;
      await later();
      expect((await client.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
      expect((await client.refresh(next.refresh_token)).body.error).toBe('invalid_grant');
      expect([await callAs(tokens.access_token), await callAs(next.access_token)]).toEqual([401, 401]);
    });

    it('may be used twice at the same moment, as two tabs do: nobody is signed out (operations.md A7.8)', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => client.refresh(tokens.refresh_token)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      const next = answers.map(({ body }) => body as typeof tokens);
      expect(new Set(next.map(({ refresh_token }) => refresh_token)).size).toBe(3);
      for (const { access_token, refresh_token } of next) {
        expect(await callAs(access_token)).toBe(200);
        expect((await client.refresh(refresh_token)).status).toBe(200);
      }
    });

    it('may ask for less, and gives all again the next time; never for more (RFC 6749 6)', async () => {
      const less = await client.refresh(tokens.refresh_token, { scope: 'read' });
      expect([less.status, less.body.scope, decodeJwt(less.body.access_token).scopes]).toEqual([200, 'read', ['read']]);
      const all = await client.refresh(less.body.refresh_token);
      expect(all.body.scope).toBe('read email');
      const more = await client.refresh(all.body.refresh_token, { scope: 'read write' });
      expect([more.status, more.body.error]).toEqual([400, 'invalid_scope']);
    });

    it('is of no use to another client, and is lost when one tries', async () => {
      const thief = await OauthClient.confidential(service);
      expect((await thief.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
      expect((await client.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
      expect(await callAs(tokens.access_token)).toBe(401);
    });

    it('is of no use without the secret of a confidential client', async () => {
      for (const client_secret of [null, 'wrong secret'])
        expect((await client.refresh(tokens.refresh_token, { client_secret })).status).toBe(401);
    });

    it('ends after the configured time, however often it was exchanged (operations.md C2.7)', async () => {
      const next = (await client.refresh(tokens.refresh_token)).body as typeof tokens;
      const [{ days }] = await service.dataSource.query<[{ days: number }]>(
        `SELECT round(extract(epoch FROM max(expires) - now()) / 86400)::int AS days FROM oauth_grants`,
      );
      expect(days).toBe(30);
      await service.dataSource.query(`UPDATE oauth_grants SET expires = now() - interval '1 second'`);
      expect((await client.refresh(next.refresh_token)).body.error).toBe('invalid_grant');
    });

    it('is no access token, and the other way round', async () => {
      expect(await callAs(tokens.refresh_token)).toBe(401);
      expect((await client.refresh(tokens.access_token)).body.error).toBe('invalid_grant');
    });

    it('is not given to a client that may not refresh, and counts no more when it may not any longer', async () => {
      const own = await OauthClient.confidential(service, { grants: ['authorization_code'] });
      const { body } = await own.exchange(await own.code(browser));
      expect(body).not.toHaveProperty('refresh_token');
      await service.dataSource.query(`UPDATE oauth_clients SET grants = '{authorization_code}' WHERE client_id = $1`, [
        client.id,
      ]);
      expect((await client.refresh(tokens.refresh_token)).body.error).toBe('unauthorized_client');
    });

    it('counts no more for a disabled client, and neither do its access tokens', async () => {
      await service.app.get(ClientsService).disable(client.id);
      expect((await client.refresh(tokens.refresh_token)).status).toBe(401);
      expect(await callAs(tokens.access_token)).toBe(401);
    });

    it('counts no more after a new password, nor when everything was ended', async () => {
      const accounts = service.app.get(AccountsService);
      await accounts.create({ username: 'changer', email: 'c@example.org', password: 'changer pass phrase' });
      const held = async () => refreshed(await client.code(await signedIn('changer')));
      const first = await held();
      await accounts.setPassword('changer', 'another pass phrase');
      expect(await callAs(first.access_token)).toBe(401);
      expect((await client.refresh(first.refresh_token)).body.error).toBe('invalid_grant');
      await accounts.setPassword('changer', 'changer pass phrase');
      const second = await held();
      await service.app.get(OauthGrants).revokeAllOf((await accounts.findByUsername('changer'))!.id);
      expect(await callAs(second.access_token)).toBe(401);
      expect((await client.refresh(second.refresh_token)).body.error).toBe('invalid_grant');
    });
  });

  it('keeps no code, no token and no secret in the database (operations.md A7.11)', async () => {
    const code = await client.code(browser);
    const { access_token, refresh_token } = await refreshed(code);
    const tables = ['oauth_codes', 'oauth_refresh_tokens', 'oauth_grants', 'oauth_authorizations', 'oauth_clients'];
    const rows = await Promise.all(tables.map((table) => service.dataSource.query<object[]>(`SELECT * FROM ${table}`)));
    for (const secret of [code, access_token, refresh_token, client.secret!])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });
});
