import { createPublicKey, hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CryptoKey,
  exportJWK,
  importJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { statementsWhile } from '../support/statements.js';
import { type LmsTestKey, makeLmsKey, TestLms } from '../support/test-lms.js';

const ME = '/api/user/v1/accounts/me/';
const now = (): number => Math.floor(Date.now() / 1000);

describe('with an external LMS (SPEC section 8)', () => {
  let lms: TestLms;
  let service: TestApp;
  /** Not the LMS's. */
  let stranger: LmsTestKey;
  let people = 0;

  beforeAll(async () => {
    lms = await TestLms.start();
    stranger = await makeLmsKey();
    // One that does not say which algorithm it is for.
    const other = await makeLmsKey();
    delete other.jwk.alg;
    lms.keys.push(other);
    service = await startTestApp({ OAUTH2_ISSUER: lms.issuer, OAUTH2_USER_INFO_URL: `${lms.url}/oauth2/user_info` });
  });
  afterAll(async () => {
    await service.close();
    await lms.close();
  });

  const send = (headers: Record<string, string>, path = ME, init: RequestInit = {}): Promise<TestResponse> =>
    service.as(null)(path, { ...init, headers });
  const sendToken = (token: string, path?: string): Promise<TestResponse> =>
    send({ authorization: `JWT ${token}` }, path);
  /** Somebody whom no other test has seen. */
  const somebody = (): string => `person_${(people += 1)}`;
  const stored = async (username: string): Promise<Record<string, unknown> | undefined> =>
    (
      (await service.dataSource.query('SELECT * FROM users WHERE username = $1', [username])) as Record<
        string,
        unknown
      >[]
    )[0];

  describe('a token in the Authorization header', () => {
    const refusals: [string, () => Promise<string>, RegExp][] = [
      [
        'has no signature (alg none, A4.2)',
        async () => new UnsecuredJWT(lms.claims('eve')).encode(),
        /not a JSON Web Token|not signed with RS512/,
      ],
      [
        'is signed with the public key as an HMAC secret (RFC 8725 2.1)',
        async () => {
          const secret = createPublicKey({ key: lms.keys[0]!.jwk as never, format: 'jwk' }).export({
            type: 'spki',
            format: 'pem',
          });
          return new SignJWT(lms.claims('eve'))
            .setProtectedHeader({ alg: 'HS256', kid: lms.keys[0]!.kid })
            .sign(Buffer.from(secret));
        },
        /not signed with RS512 or RS256/,
      ],
      [
        'is signed with HS256 and any secret',
        async () =>
          new SignJWT(lms.claims('eve'))
            .setProtectedHeader({ alg: 'HS256' })
            .sign(new Uint8Array(hkdfSync('sha256', 'secret', '', '', 32))),
        /not signed with RS512 or RS256/,
      ],
      [
        'is signed with RS384',
        async () => lms.token('eve', {}, { key: await forAlgorithm(lms.keys[0]!, 'RS384'), header: { alg: 'RS384' } }),
        /not signed with RS512 or RS256/,
      ],
      [
        'is signed with RS256 by a key that is for RS512',
        async () => lms.token('eve', {}, { key: await forAlgorithm(lms.keys[0]!, 'RS256'), header: { alg: 'RS256' } }),
        /not signed with/,
      ],
      [
        "is of a stranger's key under its own id",
        async () => lms.token('eve', {}, { key: stranger }),
        /not signed with a key of the LMS/,
      ],
      [
        "is of a stranger's key under the id of the LMS's (kid confusion)",
        async () => lms.token('eve', {}, { key: stranger, header: { kid: lms.keys[0]!.kid } }),
        /signature does not fit/,
      ],
      [
        "is of a stranger's key without an id",
        async () => lms.token('eve', {}, { key: stranger, header: { kid: undefined } }),
        /signature does not fit/,
      ],
      [
        'brings its key along (jwk, RFC 8725 3.5)',
        async () => lms.token('eve', {}, { key: stranger, header: { jwk: stranger.jwk } as JWTHeaderParameters }),
        /not signed with a key of the LMS/,
      ],
      [
        'names a key set (jku)',
        async () => lms.token('eve', {}, { key: stranger, header: { jku: 'http://127.0.0.1:9/jwks' } }),
        /not signed with a key of the LMS/,
      ],
      [
        'names a certificate (x5u)',
        async () => lms.token('eve', {}, { key: stranger, header: { x5u: 'http://127.0.0.1:9/x' } }),
        /not signed with a key of the LMS/,
      ],
      [
        'demands an extension (crit, RFC 7515 4.1.11)',
        async () =>
          new SignJWT(lms.claims('eve'))
            .setProtectedHeader({ alg: 'RS512', kid: lms.keys[0]!.kid, crit: ['extension'], extension: 1 })
            .sign(lms.keys[0]!.privateKey, { crit: { extension: true } }),
        /not a JSON Web Token/,
      ],
      [
        'is of another type',
        async () => lms.token('eve', {}, { header: { typ: 'logout+jwt' } }),
        /type is not that of an access token/,
      ],
      ['is an ID token', async () => lms.token('eve', { nonce: 'n' }), /ID token/],
      ['has expired', async () => lms.token('eve', { iat: now() - 100, exp: now() - 2 }), /has expired/],
      ['has no end', async () => lms.token('eve', { exp: undefined }), /"exp" is missing/],
      ['has no beginning', async () => lms.token('eve', { iat: undefined }), /"iat" is missing/],
      ['was made in the future', async () => lms.token('eve', { iat: now() + 30 }), /"iat" is in the future/],
      ['is not valid yet', async () => lms.token('eve', { nbf: now() + 30 }), /"nbf" is not the one/],
      [
        'is of another issuer',
        async () => lms.token('eve', { iss: 'https://lms.example.org/oauth2' }),
        /"iss" is not the one/,
      ],
      ['is of no issuer', async () => lms.token('eve', { iss: undefined }), /"iss" is missing/],
      ['is for another audience', async () => lms.token('eve', { aud: 'another' }), /"aud" is not the one/],
      ['is for no audience', async () => lms.token('eve', { aud: undefined }), /"aud" is missing/],
      ['has claims of version 2', async () => lms.token('eve', { version: '2.0.0' }), /version of its claims/],
      ['has a version that is none', async () => lms.token('eve', { version: 1 }), /version of its claims/],
      ['names nobody', async () => lms.token('eve', { preferred_username: undefined }), /does not name an account/],
      ['names nobody for ever', async () => lms.token('eve', { sub: undefined }), /"sub" is missing/],
      [
        'names somebody by a number',
        async () => lms.token('eve', { preferred_username: 7 }),
        /does not name an account/,
      ],
      ['has scopes that are no list', async () => lms.token('eve', { scopes: 'read' }), /"scopes" is not a list/],
      ['names somebody as nobody can be named here', async () => lms.token('../eve'), /username cannot be one/],
      ['names somebody "me"', async () => lms.token('me'), /username cannot be one/],
    ];

    it.each(refusals)('is refused when it %s', async (_, make, reason) => {
      const answer = await sendToken(await make());
      expect(answer.status).toBe(401);
      expect(answer.body.developer_message).toMatch(reason);
      expect(await stored('eve')).toBeUndefined();
    });

    it('is not a token of the embedded provider, not even of this very service', async () => {
      expect((await service.as('local')(ME)).status).toBe(401);
    });

    it('is accepted as "JWT" and as "Bearer", with the claims of an LMS (A4.1, A4.5)', async () => {
      const name = somebody();
      const token = await lms.token(name, { email: `${name}@example.org`, email_verified: true, name: 'A Person' });
      for (const scheme of ['JWT', 'Bearer', 'jwt']) {
        const { status, body } = await send({ authorization: `${scheme} ${token}` });
        expect([status, body.username, body.name, body.email]).toEqual([200, name, 'A Person', `${name}@example.org`]);
      }
    });

    it.each<[string, JWTPayload, { header?: Partial<JWTHeaderParameters> }]>([
      ['RS256', {}, { header: { alg: 'RS256' } }],
      ['no key id', {}, { header: { kid: undefined } }],
      ['no type', {}, { header: { typ: undefined } }],
      ['the type of RFC 9068', {}, { header: { typ: 'at+jwt' } }],
      ['a later minor version', { version: '1.9.0' }, {}],
      ['no version', { version: undefined }, {}],
      ['neither scopes nor filters', { scopes: undefined, filters: undefined, is_restricted: undefined }, {}],
      ['several audiences', { aud: ['other', 'openedx'] }, {}],
      ['an end within the leeway', { iat: now() - 100, exp: undefined }, {}],
      ['a jti and a grant of its own', { jti: 'not-a-uuid', grant_id: 'nor-this' }, {}],
    ])('may have %s', async (what, claims, how) => {
      const more = what.includes('leeway') ? { ...claims, exp: now() } : claims;
      const key = what === 'RS256' ? await forAlgorithm(lms.keys[1]!, 'RS256') : lms.keys[0]!;
      const { status, body } = await sendToken(await lms.token(somebody(), more, { ...how, key }));
      expect([what, status, body.developer_message]).toEqual([what, 200, undefined]);
    });

    it('names somebody by "username" where it has no "preferred_username" (AU-08)', async () => {
      const name = somebody();
      expect(
        (await sendToken(await lms.token(name, { preferred_username: undefined, username: name }))).body.username,
      ).toBe(name);
    });
  });

  describe('the account of a person', () => {
    it('is one, however many first requests come together (A4.5)', async () => {
      const name = somebody();
      const tokens = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) => lms.token(name, { iat: now() - n, email: `${name}@example.org` })),
      );
      const answers = await Promise.all(tokens.map((token) => sendToken(token)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      expect(
        await service.dataSource.query('SELECT count(*)::int AS n FROM users WHERE username = $1', [name]),
      ).toEqual([{ n: 1 }]);
    });

    it('has no password and no rights that the token does not name', async () => {
      const name = somebody();
      await sendToken(await lms.token(name));
      expect(await stored(name)).toMatchObject({
        password_hash: null,
        is_staff: false,
        is_superuser: false,
        email: '',
        email_verified: false,
      });
    });

    it('is not given to another person whom the LMS has given the username (A4.6, ASVS 10.3.3)', async () => {
      const name = somebody();
      await sendToken(await lms.token(name));
      const { status, body } = await sendToken(await lms.token(name, { sub: 'somebody-else', administrator: true }));
      expect([status, body.developer_message]).toEqual([401, expect.stringMatching(/belongs to another person/)]);
      expect(await stored(name)).toMatchObject({ is_staff: false });
    });

    it('is not exchanged for another one by a person whose username has changed at the LMS (A4.6)', async () => {
      const [name, other] = [somebody(), somebody()];
      await sendToken(await lms.token(name, { sub: 'a-person' }));
      await sendToken(await lms.token(other));
      const { status, body } = await sendToken(await lms.token(other, { sub: 'a-person' }));
      expect([status, body.developer_message]).toEqual([401, expect.stringMatching(/has the account/)]);
    });

    it('is the one of that username that was made here before, without the rights and the sessions that it had here (A6.4)', async () => {
      const username = somebody();
      await service.app
        .get(AccountsService)
        .create({ username, email: `${username}@example.org`, password: null, isStaff: true });
      const before = await stored(username);
      const { status } = await sendToken(await lms.token(username));
      expect(status).toBe(200);
      expect(await stored(username)).toMatchObject({
        id: before!.id,
        is_staff: false,
        sign_in_epoch: Number(before!.sign_in_epoch) + 1,
      });
    });

    it('has the rights of the newest token, and an older one takes nothing back', async () => {
      const name = somebody();
      const rights = async (iat: number, more: JWTPayload): Promise<unknown[]> => {
        const token = await lms.token(name, { iat, ...more });
        await sendToken(token);
        await sendToken(token);
        const { is_staff: isStaff, is_superuser: isSuperuser } = (await stored(name))!;
        return [isStaff, isSuperuser];
      };
      expect(await rights(now() - 50, { administrator: true, superuser: true })).toEqual([true, true]);
      expect(await rights(now() - 40, {})).toEqual([true, true]);
      expect(await rights(now() - 30, { administrator: false, superuser: null })).toEqual([false, true]);
      expect(await rights(now() - 45, { administrator: true })).toEqual([false, true]);
    });

    it('has the rights of the newest token also where an older one has waited for it', async () => {
      const name = somebody();
      await sendToken(await lms.token(name, { iat: now() - 50, administrator: true }));
      const newer = await lms.token(name, { iat: now() - 30, administrator: false });
      const older = await lms.token(name, { iat: now() - 40, administrator: true });
      const waiting = async (): Promise<number> =>
        Number(
          (
            await service.dataSource.query<[{ count: string }]>(
              `SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
            )
          )[0].count,
        );
      const answers: Promise<TestResponse>[] = [];
      await service.dataSource.transaction(async (manager) => {
        await manager.query('SELECT FROM users WHERE username = $1 FOR UPDATE', [name]);
        for (const token of [newer, older]) {
          answers.push(sendToken(token));
          while ((await waiting()) < answers.length) await new Promise((resolve) => setTimeout(resolve, 20));
        }
      });
      await Promise.all(answers);
      expect(await stored(name)).toMatchObject({ is_staff: false });
    });

    it('loses rights within the request, not when some memory ends', async () => {
      const name = somebody();
      const staff = await lms.token(name, { iat: now() - 10, administrator: true });
      const another = `/api/user/v1/preferences/${somebody()}/`;
      await sendToken(await lms.token(another.split('/')[5]!));
      expect((await sendToken(staff, another)).status).toBe(200);
      await sendToken(await lms.token(name, { administrator: false }));
      expect((await sendToken(staff, another)).status).toBe(404);
      expect(await stored(name)).toMatchObject({ is_staff: false });
    });

    it('is not blanked by claims that are missing, null or empty (A4.5)', async () => {
      const name = somebody();
      await sendToken(
        await lms.token(name, {
          iat: now() - 50,
          name: 'A Person',
          email: `${name}@example.org`,
          email_verified: true,
        }),
      );
      for (const [age, more] of [
        [40, {}],
        [30, { name: null, email: null }],
        [20, { name: '', email: ' ' }],
        [10, { email: 'no address' }],
      ] as const)
        await sendToken(await lms.token(name, { iat: now() - age, ...more }));
      expect(await stored(name)).toMatchObject({
        name: 'A Person',
        email: `${name}@example.org`,
        email_verified: true,
      });
    });

    it('is never the account of another person with the same address: it has that one unverified', async () => {
      const [owner, thief] = [somebody(), somebody()];
      const email = `${owner}@example.org`;
      await service.app.get(AccountsService).create({ username: owner, email, password: null });
      const { status, body } = await sendToken(
        await lms.token(thief, { email: email.toUpperCase(), email_verified: true }),
      );
      expect([status, body.username]).toEqual([200, thief]);
      expect(await stored(thief)).toMatchObject({ email_verified: false });
      expect(await stored(owner)).toMatchObject({ email, email_verified: true });
    });

    it('stays disabled that was disabled here', async () => {
      const name = somebody();
      const token = await lms.token(name);
      await sendToken(token);
      await service.app.get(AccountsService).setActive(name, false);
      for (const again of [token, await lms.token(name, { iat: now() - 5 })]) {
        const { status, body } = await sendToken(again);
        expect([status, body.developer_message]).toEqual([401, expect.stringMatching(/disabled here/)]);
      }
    });

    it('costs one query when nothing has changed, and none when it was asked a moment ago (A4.11)', async () => {
      const name = somebody();
      const token = await lms.token(name);
      await sendToken(token);
      await sendToken(token);
      const seen = await statementsWhile(service, () => sendToken(token, '/api/'), {
        remembering: true,
        without: null,
      });
      expect(seen).toEqual([]);
    });
  });

  describe('a restricted application of the LMS (A4.7, A4.8)', () => {
    it('is held to its scopes and filters, and an application of the LMS itself is not', async () => {
      const name = somebody();
      const restricted = { is_restricted: true, filters: ['user:me'] };
      const path = `/api/user/v1/preferences/${name}/`;
      expect((await sendToken(await lms.token(name, { scopes: [] }), path)).status).toBe(200);
      expect((await sendToken(await lms.token(name, { ...restricted, scopes: ['read'] }), path)).status).toBe(403);
    });
  });

  describe('the cookies of an LMS (A5.1–A5.3)', () => {
    const HEADER_PAYLOAD = 'edx-jwt-cookie-header-payload';
    const SIGNATURE = 'edx-jwt-cookie-signature';
    const halves = (token: string): [string, string] => [
      token.slice(0, token.lastIndexOf('.')),
      token.slice(token.lastIndexOf('.') + 1),
    ];
    const cookie = (token: string): string => {
      const [first, second] = halves(token);
      return `${HEADER_PAYLOAD}=${first}; ${SIGNATURE}=${second}`;
    };

    it('are nobody when one half is missing', async () => {
      const [first, second] = halves(await lms.token(somebody()));
      for (const half of [
        `${HEADER_PAYLOAD}=${first}`,
        `${SIGNATURE}=${second}`,
        `${HEADER_PAYLOAD}=${first}; ${SIGNATURE}=`,
      ])
        expect((await send({ cookie: half })).body.error_code).toBe('authentication_required');
    });

    it('are nobody when they are out of date or forged: whatever a browser sends by itself is forgiven', async () => {
      for (const token of [
        await lms.token('eve', { iat: now() - 99, exp: now() - 9 }),
        await lms.token('eve', {}, { key: stranger }),
        'a.b.c',
      ])
        expect((await send({ cookie: cookie(token) })).body.error_code).toBe('authentication_required');
      expect((await send({ cookie: cookie(await lms.token('eve', { exp: now() - 9 })) }, '/api/')).status).toBe(200);
    });

    it('are somebody when they are right, with USE-JWT-COOKIE and without', async () => {
      const name = somebody();
      const jwt = cookie(await lms.token(name));
      expect((await send({ cookie: jwt })).body.username).toBe(name);
      expect((await send({ cookie: jwt, 'use-jwt-cookie': 'true' })).body.username).toBe(name);
    });

    it('yield to the Authorization header, whose mistakes are final', async () => {
      const [name, other] = [somebody(), somebody()];
      const jwt = cookie(await lms.token(name));
      expect((await send({ cookie: jwt, authorization: `JWT ${await lms.token(other)}` })).body.username).toBe(other);
      expect((await send({ cookie: jwt, authorization: 'JWT wrong' })).status).toBe(401);
    });

    it('are not enough for a request that writes: another site could have sent it', async () => {
      const name = somebody();
      const jwt = cookie(await lms.token(name));
      const write = (headers: Record<string, string>): Promise<TestResponse> =>
        send({ cookie: jwt, 'content-type': 'application/merge-patch+json', ...headers }, ME, {
          method: 'PATCH',
          body: '{"name":"Changed"}',
        });
      const refused = await write({});
      expect([refused.status, refused.body.error_code]).toEqual([403, 'csrf_failed']);
      expect(refused.body.developer_message).toMatch(/^CSRF Failed: /);

      const asked = await send({ cookie: jwt }, '/csrf/api/v1/token');
      const csrf = asked.headers
        .getSetCookie()
        .map((one) => one.split(';', 1)[0])
        .join('; ');
      const header = { cookie: `${jwt}; ${csrf}`, 'x-csrftoken': asked.body.csrfToken as string };
      expect((await write({ ...header, origin: 'https://evil.example.org' })).status).toBe(403);
      expect((await write({ ...header, 'x-csrftoken': 'another' })).status).toBe(403);
      expect((await write(header)).status).toBe(204);
      expect(await stored(name)).toMatchObject({ name: 'Changed' });
    });

    it('do not turn the token of a restricted application into a person who may do everything', async () => {
      const jwt = cookie(await lms.token(somebody(), { is_restricted: true, scopes: ['read'] }));
      expect((await send({ cookie: jwt }, '/api/enrollment/v1/enrollments/')).status).toBe(403);
    });
  });

  describe('an opaque token (A4.13)', () => {
    it('is refused when the LMS does not know it', async () => {
      const { status, body } = await send({ authorization: 'Bearer nothing-known' });
      expect([status, body.developer_message]).toEqual([401, expect.stringMatching(/LMS does not know it/)]);
    });

    it('is whose the LMS says that it is', async () => {
      const name = somebody();
      lms.userInfo.set(`opaque-${name}`, {
        preferred_username: name,
        email: `${name}@example.org`,
        given_name: 'A',
        family_name: 'Person',
      });
      const { status, body } = await send({ authorization: `Bearer opaque-${name}` });
      expect([status, body.username, body.name]).toEqual([200, name, 'A Person']);
    });

    it('does not give anybody an account with rights that was made here', async () => {
      const username = somebody();
      await service.app
        .get(AccountsService)
        .create({ username, email: `${username}@example.org`, password: null, isStaff: true });
      lms.userInfo.set(`opaque-${username}`, { preferred_username: username });
      expect((await send({ authorization: `Bearer opaque-${username}` })).status).toBe(401);
      expect(await stored(username)).toMatchObject({ is_staff: true });
    });

    it('cannot be judged while the LMS is away: 503, not 401 and not 500', async () => {
      lms.mood = 'away';
      const { status, headers } = await send({ authorization: 'Bearer asked-while-away' });
      lms.mood = 'well';
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    });
  });

  describe('while the LMS is away', () => {
    beforeEach(() => void (lms.mood = 'away'));
    afterAll(() => void (lms.mood = 'well'));

    it('its tokens go on, by the keys that are known', async () => {
      expect((await sendToken(await lms.token(somebody()))).status).toBe(200);
      expect((await service.as(null)('/ready/')).status).toBe(200);
    });
  });
});

/** The same key for another algorithm: a CryptoKey is for one. */
async function forAlgorithm(key: LmsTestKey, algorithm: string): Promise<LmsTestKey> {
  const { alg: _, ...jwk } = await exportJWK(key.privateKey);
  return { ...key, privateKey: (await importJWK(jwk, algorithm)) as CryptoKey };
}
