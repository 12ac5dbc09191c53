import { decodeJwt, decodeProtectedHeader } from 'jose';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { AccessTokens, ClientsService, ExpiredGrants, SigningKeys } from '../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { browserOf, OauthClient } from '../support/oauth2-client.js';
import { statementsWhile } from '../support/statements.js';

const ME = '/api/user/v1/accounts/me/';
const REVOKE = '/oauth2/revoke_token';
const INTROSPECT = '/oauth2/introspect';
const USER_INFO = '/oauth2/user_info';
const AUTHORIZATIONS = '/api/user/v1/authorizations/';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe('tokens that were given out', () => {
  let service: TestApp;
  let client: OauthClient;
  let other: OauthClient;
  let browser: Browser;
  let tokens: Tokens;

  beforeAll(async () => {
    service = await startTestApp();
    const accounts = service.app.get(AccountsService);
    for (const username of ['owner', 'learner'])
      await accounts.create({
        username,
        email: `${username}@example.org`,
        password: `${username} pass phrase`,
        name: 'Lee Learner',
      });
    browser = await browserOf(service, 'learner', 'learner pass phrase');
  });
  beforeEach(async () => {
    [client, other] = [await OauthClient.confidential(service), await OauthClient.confidential(service)];
    tokens = await of(client);
  });
  afterAll(async () => service?.close());

  const of = async (whose: OauthClient, scope = 'read write email profile'): Promise<Tokens> =>
    (await whose.exchange(await whose.code(browser, { scope }))).body as Tokens;
  const callWith = async (token: string, on = service): Promise<number> =>
    (await on.as(null)(ME, { headers: { authorization: `Bearer ${token}` } })).status;
  const isActive = async (token: string): Promise<boolean> =>
    (await client.post({ token }, INTROSPECT)).body.active as boolean;
  const ownToken = async (whose: OauthClient): Promise<string> =>
    (await whose.post({ grant_type: 'client_credentials' })).body.access_token as string;

  describe('end by revocation (RFC 7009)', () => {
    it('of the refresh token: the whole family, at once', async () => {
      const next = (await client.refresh(tokens.refresh_token)).body as Tokens;
      expect(await callWith(next.access_token)).toBe(200);
      const { status, text } = await client.post({ token: next.refresh_token }, REVOKE);
      expect([status, text]).toEqual([200, '']);
      expect([await callWith(tokens.access_token), await callWith(next.access_token)]).toEqual([401, 401]);
      expect((await client.refresh(next.refresh_token)).body.error).toBe('invalid_grant');
    });

    it('of the access token: itself alone', async () => {
      expect((await client.post({ token: tokens.access_token }, REVOKE)).status).toBe(200);
      expect(await callWith(tokens.access_token)).toBe(401);
      const { status, body } = await client.refresh(tokens.refresh_token);
      expect([status, await callWith(body.access_token)]).toEqual([200, 200]);
    });

    it('also of one that the client got for itself', async () => {
      const worker = await OauthClient.confidential(service, {
        grants: ['authorization_code', 'client_credentials'],
      });
      const [first, second] = [await ownToken(worker), await ownToken(worker)];
      await worker.post({ token: first }, REVOKE);
      expect([await callWith(first), await callWith(second)]).toEqual([401, 200]);
    });

    it.each(['made-up', 'a.b.c', "' OR '1'='1"])(
      'of %s, which is none: 200, as if it had ended before',
      async (token) => {
        expect((await client.post({ token }, REVOKE)).status).toBe(200);
      },
    );

    it('not by another client, and it is told so (RFC 7009 2.1)', async () => {
      for (const token of [tokens.access_token, tokens.refresh_token]) {
        const { status, body } = await other.post({ token }, REVOKE);
        expect([status, body.error]).toEqual([400, 'invalid_grant']);
      }
      expect(await callWith(tokens.access_token)).toBe(200);
    });

    it('not without the secret, nor without a client, nor without a token, nor with one twice', async () => {
      const { refresh_token: token } = tokens;
      expect((await client.post({ token, client_secret: null }, REVOKE)).status).toBe(401);
      expect((await client.post({ token, client_secret: 'wrong secret' }, REVOKE)).status).toBe(401);
      expect((await client.post({ token, client_id: null, client_secret: null }, REVOKE)).status).toBe(401);
      expect((await client.post({}, REVOKE)).body.error).toBe('invalid_request');
      const twice = `client_id=${client.id}&client_secret=${client.secret}&token=a&token=b`;
      const { body } = await service.as(null)(REVOKE, { method: 'POST', body: new URLSearchParams(twice) });
      expect(body.error).toBe('invalid_request');
      expect(await callWith(tokens.access_token)).toBe(200);
    });

    it('by a public client that only names itself', async () => {
      const open = await OauthClient.open(service);
      const held = await of(open);
      expect((await open.post({ token: held.refresh_token }, REVOKE)).status).toBe(200);
      expect(await callWith(held.access_token)).toBe(401);
    });

    it.each([REVOKE, `${REVOKE}/`])('at %s, by HTTP Basic as well', async (path) => {
      const credentials = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
      const { status } = await service.as(null)(path, {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}` },
        body: new URLSearchParams({ token: tokens.refresh_token }),
      });
      expect([status, await callWith(tokens.access_token)]).toEqual([200, 401]);
    });

    it('in another process on the same database after two seconds at most (operations.md A4.11)', async () => {
      const second = await startTestApp({
        DATABASE_URL: service.config.databaseUrl!,
        PUBLIC_URL: service.config.publicUrl,
      });
      try {
        await client.post({ token: tokens.refresh_token }, REVOKE);
        expect(await callWith(tokens.access_token, second)).toBe(401);
      } finally {
        await second.close();
      }
    });
  });

  describe('can be asked about (RFC 7662)', () => {
    it('by a confidential client', async () => {
      const claims = decodeJwt(tokens.access_token);
      const { status, headers, body } = await client.post({ token: tokens.access_token }, INTROSPECT);
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(body).toEqual({
        active: true,
        scope: 'read write email profile',
        client_id: client.id,
        username: 'learner',
        token_type: 'access_token',
        exp: claims.exp,
        iat: claims.iat,
        sub: claims.sub,
        aud: 'openedx',
        iss: `${service.config.publicUrl}/oauth2`,
        jti: claims.jti,
      });
      expect((await client.post({ token: tokens.refresh_token }, INTROSPECT)).body).toMatchObject({
        active: true,
        token_type: 'refresh_token',
        username: 'learner',
      });
    });

    it('not by a public one, which anybody could say that it was (operations.md C2.9)', async () => {
      const open = await OauthClient.open(service);
      for (const token of [tokens.access_token, (await of(open)).access_token]) {
        const { status, body } = await open.post({ token }, INTROSPECT);
        expect([status, body.error, body.active]).toEqual([401, 'invalid_client', undefined]);
      }
    });

    it('not without the secret', async () => {
      expect(
        (await client.post({ token: tokens.access_token, client_secret: 'wrong secret' }, INTROSPECT)).status,
      ).toBe(401);
    });

    it('of others by the operator’s services alone, and of their refresh tokens by nobody', async () => {
      const restricted = await OauthClient.confidential(service, { isRestricted: true });
      expect((await other.post({ token: tokens.access_token }, INTROSPECT)).body.active).toBe(true);
      expect((await restricted.post({ token: tokens.access_token }, INTROSPECT)).body).toEqual({ active: false });
      expect((await other.post({ token: tokens.refresh_token }, INTROSPECT)).body).toEqual({ active: false });
    });

    it('and nothing is told of one that does not count', async () => {
      await client.post({ token: tokens.access_token }, REVOKE);
      const forged = `${tokens.access_token.slice(0, -8)}AAAAAAAA`;
      for (const token of [tokens.access_token, forged, 'made-up'])
        expect((await client.post({ token }, INTROSPECT)).body).toEqual({ active: false });
      await client.refresh(tokens.refresh_token);
      expect(await isActive(tokens.refresh_token)).toBe(false);
    });
  });

  describe('tell who somebody is', () => {
    it.each([
      ['read', ['preferred_username', 'sub']],
      ['read email', ['email', 'email_verified', 'preferred_username', 'sub']],
      [
        'read profile',
        ['administrator', 'family_name', 'given_name', 'name', 'preferred_username', 'sub', 'superuser'],
      ],
    ])('as far as %s goes (operations.md A7.9)', async (scope, members) => {
      const { access_token } = await of(client, scope);
      for (const method of ['GET', 'POST']) {
        const { status, body } = await service.as(null)(USER_INFO, {
          method,
          headers: { authorization: `Bearer ${access_token}` },
        });
        expect([status, Object.keys(body as object).sort()]).toEqual([200, members]);
        expect([body.preferred_username, body.sub]).toEqual(['learner', decodeJwt(access_token).sub]);
      }
    });

    it('but not without one, nor in the address, nor in a form (RFC 6750 2.2, 2.3)', async () => {
      expect((await service.as(null)(USER_INFO)).status).toBe(401);
      expect((await service.as(null)(`${USER_INFO}?access_token=${tokens.access_token}`)).status).toBe(401);
      const body = new URLSearchParams({ access_token: tokens.access_token });
      expect((await service.as(null)(USER_INFO, { method: 'POST', body })).status).toBeGreaterThanOrEqual(401);
    });

    it('also to a restricted application (operations.md A4.7)', async () => {
      const restricted = await OauthClient.confidential(service, { isRestricted: true });
      const { access_token } = await of(restricted);
      const { status } = await service.as(null)(USER_INFO, { headers: { authorization: `JWT ${access_token}` } });
      expect(status).toBe(200);
      expect(await callWith(access_token)).toBe(403);
    });
  });

  describe('are what a person has allowed, and may take back (operations.md C2.8)', () => {
    const list = async (as: string, query = '') => (await service.as(as)(`${AUTHORIZATIONS}${query}`)).body.results;

    it('by the name of the application, with its scopes and when it was last there', async () => {
      const own = await OauthClient.confidential(service, { name: 'Only this one' });
      await of(own, 'read email');
      const [found] = await list('learner', '?text_search=Only%20this');
      expect(found).toMatchObject({
        application: 'Only this one',
        client_id: own.id,
        scopes: ['read', 'email'],
        user: { username: 'learner' },
        last_used: expect.stringMatching(/Z$/),
        links: { revoke: { method: 'DELETE' } },
      });
      expect((await service.as('learner')(found.url)).body).toMatchObject({ id: found.id, client_id: own.id });
    });

    it('for nobody else: 401, absent, 404', async () => {
      const [found] = await list('learner');
      expect((await service.as(null)(AUTHORIZATIONS)).status).toBe(401);
      expect(await list('owner')).toEqual([]);
      expect(await list('owner', '?user=learner')).toEqual([]);
      for (const method of ['GET', 'DELETE']) {
        expect((await service.as('owner')(found.url, { method })).status).toBe(404);
        expect((await service.as('learner')(`${AUTHORIZATIONS}not-a-uuid/`, { method })).status).toBe(404);
      }
      expect((await list('boss-of-all', '')).length).toBe(0);
    });

    it('at once, and the application has to ask again', async () => {
      const own = await OauthClient.confidential(service, { name: 'To be revoked' });
      const held = await of(own);
      const [found] = await list('learner', '?text_search=revoked');
      expect((await service.as('learner')(found.url, { method: 'DELETE' })).status).toBe(204);
      expect(await callWith(held.access_token)).toBe(401);
      expect((await own.refresh(held.refresh_token)).body.error).toBe('invalid_grant');
      expect((await browser.page(own.request())).status).toBe(200);
      expect((await service.as('learner')(found.url)).status).toBe(404);
    });

    it('but not after it was allowed more, unseen (SPEC R-12)', async () => {
      const own = await OauthClient.confidential(service, { name: 'Growing' });
      await of(own, 'read');
      const [{ url }] = await list('learner', '?text_search=Growing');
      const etag = (await service.as('learner')(url)).headers.get('etag')!;
      await of(own, 'read email');
      const late = await service.as('learner')(url, { method: 'DELETE', headers: { 'if-match': etag } });
      expect(late.status).toBe(412);
    });

    it('whatever the application has in its name', async () => {
      await of(await OauthClient.confidential(service, { name: '<b>Bold</b>' }));
      const page = await service.as('learner')(`${AUTHORIZATIONS}?text_search=Bold`, {
        headers: { accept: 'text/html' },
      });
      expect(page.text).not.toContain('<b>Bold');
    });
  });

  describe('are signed with keys that change (operations.md A4.10)', () => {
    it('of which the new one is published before it signs, and the old one verifies until it is retired', async () => {
      const keys = service.app.get(SigningKeys);
      const before = decodeProtectedHeader(tokens.access_token).kid!;
      const { kid } = await keys.rotate();
      const published = async (on: TestApp) =>
        ((await on.as(null)('/oauth2/jwks')).body.keys as { kid: string }[]).map((key) => key.kid);
      const second = await startTestApp({
        DATABASE_URL: service.config.databaseUrl!,
        PUBLIC_URL: service.config.publicUrl,
      });
      try {
        expect(await published(service)).toEqual([kid, before]);
        expect(await published(second)).toEqual([kid, before]);
        expect(decodeProtectedHeader((await of(client)).access_token).kid).toBe(before);
        // None may go while no other signs.
        expect(await keys.retire(before)).toBe(false);
        await service.dataSource.query('UPDATE signing_keys SET signs_from = now() WHERE kid = $1', [kid]);
        expect(await keys.retire(before)).toBe(true);
        const fresh = (await of(client)).access_token;
        expect(decodeProtectedHeader(fresh).kid).toBe(kid);
        expect([await callWith(tokens.access_token), await callWith(fresh)]).toEqual([401, 200]);
        // The other process has known the key since before it signed.
        expect(await callWith(fresh, second)).toBe(200);
        expect(await published(service)).not.toContain(before);
      } finally {
        await second.close();
      }
    });
  });

  it('are cleared away when they have expired, and no others', async () => {
    const held = await of(client);
    const gone = await of(other);
    await other.post({ token: gone.access_token }, REVOKE);
    await service.dataSource.query(
      `UPDATE oauth_grants g SET expires = now() - interval '2 hours' FROM oauth_authorizations a WHERE a.id = g.authorization_id AND a.client_id = $1`,
      [other.id],
    );
    await service.dataSource.query(`UPDATE oauth_revoked_tokens SET expires = now() - interval '2 hours'`);
    expect(await service.app.get(ExpiredGrants).clear()).toBeGreaterThanOrEqual(2);
    const rows = await service.dataSource.query<object[]>('SELECT FROM oauth_revoked_tokens');
    expect(rows).toHaveLength(0);
    expect(await callWith(gone.access_token)).toBe(401);
    expect((await client.refresh(held.refresh_token)).status).toBe(200);
  });

  /** The account and the state of the token; the account that is shown is read with its profile. */
  const AUTHENTICATION = /oauth_grants|FROM users u\s+WHERE/;

  it('cost one query a request at most, and none when hot (SPEC section 12)', async () => {
    const { access_token } = tokens;
    const asked = async () => {
      const statements = await statementsWhile(service, () => callWith(access_token), {
        remembering: true,
        without: null,
      });
      return statements.filter((text) => AUTHENTICATION.test(text)).length;
    };
    expect([await asked(), await asked()]).toEqual([1, 0]);
  });

  /** Another process, which takes three attempts a minute, and believes its proxy where they come from. */
  const startStrict = (): Promise<TestApp> =>
    startTestApp({
      DATABASE_URL: service.config.databaseUrl!,
      PUBLIC_URL: service.config.publicUrl,
      RATE_LIMIT_SIGN_IN: '3',
      TRUST_PROXY: '1',
    });

  it('are counted for each client, wherever it asks from (operations.md A7.10)', async () => {
    const slow = await startStrict();
    try {
      const { clientId, secret } = await service.app.get(ClientsService).create({ name: 'Busy', username: 'owner' });
      const ask = (address: string, client_secret = secret) =>
        slow.as(null)('/oauth2/access_token', {
          method: 'POST',
          headers: { 'x-forwarded-for': address },
          body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret }),
        });
      // Somebody who only says that it is this client uses nothing up.
      for (let n = 0; n < 3; n += 1) expect((await ask('192.0.2.99', 'wrong secret')).status).toBe(401);
      for (let n = 1; n <= 3; n += 1) expect((await ask(`192.0.2.${n}`)).status).toBe(200);
      const refused = await ask('192.0.2.4');
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    } finally {
      await slow.close();
    }
  });

  it.each(['/oauth2/access_token', '/oauth2/introspect', '/oauth2/revoke_token'])(
    'are not had by guessing a client’s secret, wherever the guesses go: %s (operations.md C1.2)',
    async (endpoint) => {
      const slow = await startStrict();
      try {
        const described = { name: 'Guessed', username: 'owner' };
        const { clientId: client_id, secret } = await service.app.get(ClientsService).create(described);
        const ask = (path: string, client_secret: string, address = '192.0.2.7') =>
          slow.as(null)(path, {
            method: 'POST',
            headers: { 'x-forwarded-for': address },
            body: new URLSearchParams({ grant_type: 'client_credentials', token: 'x', client_id, client_secret }),
          });
        for (let n = 0; n < 3; n += 1) expect((await ask(endpoint, `guess ${n}`)).status).toBe(401);
        expect((await ask('/oauth2/introspect', 'guess 4')).status).toBe(429);
        // The right one is not looked at any more, or it would have been found.
        for (const path of ['/oauth2/introspect', '/oauth2/revoke_token', '/oauth2/access_token']) {
          const { status, headers, body } = await ask(path, secret);
          expect([path, status, Number(headers.get('retry-after')) > 0]).toEqual([path, 429, true]);
          expect(body.error_description).toMatch(/At most 3 requests/);
        }
        expect((await ask(endpoint, secret, '192.0.2.8')).status).toBe(200);
      } finally {
        await slow.close();
      }
    },
  );

  it('of an operator are refused once they are revoked as well', async () => {
    const token = await service.app.get(AccessTokens).issueFor('learner');
    expect(await callWith(token)).toBe(200);
    await service.dataSource.query(
      `INSERT INTO oauth_revoked_tokens (jti, expires) VALUES ($1, now() + interval '1 hour')`,
      [decodeJwt(token).jti],
    );
    await service.app.get(AccountsService).setActive('owner', true);
    expect(await callWith(token)).toBe(401);
  });
});
