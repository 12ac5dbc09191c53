import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { jest } from '@jest/globals';
import {
  base64url,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { aUser, ISSUER, type TokenWorkshop, workshop } from './oauth2.fixture.js';
import { ACCESS_TOKEN_LIFETIME, AUDIENCE } from './access-tokens.js';
import { InvalidTokenError } from './oauth2.errors.js';

const GRANT = { scopes: ['read', 'email', 'profile'], grantType: 'client_credentials', clientId: 'demo-client' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

/** A token signed with the right key, and whatever else the attacker likes. */
async function forge(
  { keys }: TokenWorkshop,
  claims: JWTPayload = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const { privateKey, kid } = await keys.current();
  const good = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 's',
    preferred_username: 'andya',
    iat: seconds(Date.now()),
    exp: seconds(Date.now()) + 60,
  };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid, ...header })
    .sign(privateKey);
}

/** Why the token is not accepted. */
async function reason({ tokens }: TokenWorkshop, token: string): Promise<string> {
  const error: unknown = await tokens.verify(token).then(
    () => 'accepted',
    (thrown: unknown) => thrown,
  );
  if (error instanceof InvalidTokenError) return error.reason;
  throw error;
}

describe('an access token', () => {
  let shop: TokenWorkshop;
  let now = NOW;

  // One workshop for all: a key takes a while to make, and no test changes it.
  beforeAll(() => (shop = workshop()));
  beforeEach(() => {
    now = NOW;
    jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });
  });
  afterEach(() => jest.useRealTimers());

  it.each([
    ['nothing', ''],
    ['a word', 'token'],
    ['two dots', '..'],
    ['four dots', 'a.b.c.d.e'],
    ['no base64', '!.!.!'],
    ['a JSON list for a header', `${base64url.encode('[]')}.${base64url.encode('{}')}.AAAA`],
    ['NUL bytes', '\0.\0.\0'],
    ['a megabyte', `${'a'.repeat(1_000_000)}.b.c`],
  ])('is refused when it is %s', async (_, token) => {
    expect(await reason(shop, token)).toBe('it is not a JSON Web Token');
  });

  it('is refused without a signature (alg none, operations.md A4.2)', async () => {
    const token = new UnsecuredJWT({ preferred_username: 'andya', sub: 's' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('1h')
      .encode();
    expect(await reason(shop, token)).toBe('it is not signed with RS512');
    const { kid } = await shop.keys.current();
    const named = [base64url.encode(JSON.stringify({ alg: 'none', kid })), token.split('.')[1], ''].join('.');
    expect(await reason(shop, named)).toBe('it is not signed with RS512');
  });

  it.each(['HS256', 'HS512'])(
    'is refused with the public key as the secret of %s (operations.md A4.2)',
    async (alg) => {
      const { publicJwk, kid } = await shop.keys.current();
      const pem = createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' }).export({
        type: 'spki',
        format: 'pem',
      });
      const token = await new SignJWT({ preferred_username: 'andya', sub: 's' })
        .setProtectedHeader({ alg, kid, typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(Buffer.from(pem));
      expect(await reason(shop, token)).toBe('it is not signed with RS512');
    },
  );

  it.each(['RS256', 'PS512'])('is refused when the right key has signed with another algorithm, %s', async (alg) => {
    const key = await importJWK(shop.store.keys[0]!.privateJwk, alg);
    const { kid } = await shop.keys.current();
    const token = await new SignJWT({ preferred_username: 'andya', sub: 's' })
      .setProtectedHeader({ alg, kid, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);
    expect(await reason(shop, token)).toBe('it is not signed with RS512');
  });

  it('is refused when a foreign key has signed it under our key id', async () => {
    const foreign = workshop();
    const { kid } = await shop.keys.current();
    expect(await reason(shop, await forge(foreign, {}, { kid }))).toBe('its signature does not fit');
  });

  it('is refused when it names a key that is not ours, or none', async () => {
    const foreign = workshop();
    expect(await reason(shop, await forge(foreign))).toBe('it was not signed with a key of this service');
    expect(await reason(shop, await forge(shop, {}, { kid: undefined }))).toBe(
      'it was not signed with a key of this service',
    );
  });

  it('is refused when it brings its own key in the header (RFC 8725 3.10)', async () => {
    const foreign = workshop();
    const { publicJwk } = await foreign.keys.current();
    const { kid } = await shop.keys.current();
    const header = { jwk: publicJwk as never, jku: 'https://evil.example/jwks', x5u: 'https://evil.example/cert' };
    expect(await reason(shop, await forge(foreign, {}, header))).toBe('it was not signed with a key of this service');
    expect(await reason(shop, await forge(foreign, {}, { ...header, kid }))).toBe('its signature does not fit');
  });

  it.each([
    ['another issuer', { iss: 'https://lms.example.com/oauth2' }, 'iss'],
    ['an issuer that only begins like ours', { iss: `${ISSUER}.evil.example` }, 'iss'],
    ['no issuer', { iss: undefined }, 'iss'],
    ['another audience', { aud: 'lms-key' }, 'aud'],
    ['no audience', { aud: undefined }, 'aud'],
    ['no expiry', { exp: undefined }, 'exp'],
    ['no time of issue', { iat: undefined }, 'iat'],
    ['a time before which it does not count', { nbf: seconds(NOW) + 10 }, 'nbf'],
  ])('is refused with %s (operations.md A4.3)', async (_, claims, claim) => {
    expect(await reason(shop, await forge(shop, claims))).toContain(`its claim "${claim}" is`);
  });

  it('is refused when it is another kind of token (operations.md C3.1)', async () => {
    expect(await reason(shop, await forge(shop, {}, { typ: 'logout+jwt' }))).toContain('its claim "typ"');
  });

  it.each([
    ['no username', { preferred_username: undefined }],
    ['a username that is a number', { preferred_username: 7 }],
    ['no subject', { sub: undefined }],
  ])('is refused with %s', async (_, claims) => {
    expect(await reason(shop, await forge(shop, claims))).toBe('it does not name an account');
  });

  it.each(['2.0.0', '10.1.0', '1', 'one', 1, null])(
    'is refused with claims of version %j (operations.md A4.4)',
    async (version) => {
      expect(await reason(shop, await forge(shop, { version }))).toBe('the version of its claims is not supported');
    },
  );

  it('is refused when it has expired, one second for the clocks of two machines aside', async () => {
    const token = await forge(shop, { exp: seconds(NOW) + 60 });
    jest.setSystemTime(NOW + 60_900);
    await shop.tokens.verify(token);
    jest.setSystemTime(NOW + 61_000);
    expect(await reason(shop, token)).toBe('it has expired');
  });

  it('is refused when it has expired since it was last accepted: what is remembered ends with it', async () => {
    const token = await shop.tokens.issue(aUser(), GRANT);
    await shop.tokens.verify(token);
    jest.setSystemTime(NOW + (ACCESS_TOKEN_LIFETIME + 1) * 1000);
    expect(await reason(shop, token)).toBe('it has expired');
  });

  it('is refused once its key is withdrawn, even if it was accepted before', async () => {
    const own = workshop();
    const token = await own.tokens.issue(aUser(), GRANT);
    await own.tokens.verify(token);
    own.store.keys.length = 0;
    await own.store.rotate();
    jest.setSystemTime(NOW + 60_000);
    expect(await reason(own, token)).toBe('it was not signed with a key of this service');
  });

  it('is refused when one character of it is changed after it was accepted', async () => {
    const token = await shop.tokens.issue(aUser(), GRANT);
    await shop.tokens.verify(token);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = { ...decodeJwt(token), preferred_username: 'admin' };
    expect(await reason(shop, [header, base64url.encode(JSON.stringify(claims)), signature].join('.'))).toBe(
      'its signature does not fit',
    );
    const other = signature.startsWith('A') ? 'B' : 'A';
    expect(await reason(shop, [header, payload, other + signature.slice(1)].join('.'))).toBe(
      'its signature does not fit',
    );
  });

  it('of a service at another address is refused', async () => {
    const elsewhere = workshop({ store: shop.store, publicUrl: 'https://elsewhere.example.org' });
    expect(await reason(shop, await elsewhere.tokens.issue(aUser(), GRANT))).toContain('its claim "iss"');
  });

  it('without version, scopes and filters is read as the oldest of an LMS (operations.md A4.4)', async () => {
    expect((await shop.tokens.verify(await forge(shop))).scopes).toEqual([]);
  });

  it('has the claims of an LMS (operations.md A7.4) and no id of the database (SPEC I-1)', async () => {
    const token = await shop.tokens.issue(aUser(), { ...GRANT, scopes: ['read'] });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS512', kid: (await shop.keys.current()).kid, typ: 'JWT' });
    expect(decodeJwt(token)).toEqual({
      iss: ISSUER,
      aud: 'openedx',
      sub: await shop.subjects.of(7),
      jti: expect.stringMatching(UUID),
      iat: seconds(NOW),
      exp: seconds(NOW) + 3600,
      preferred_username: 'andya',
      scopes: ['read'],
      version: '1.2.0',
      grant_type: 'client_credentials',
      client_id: 'demo-client',
      filters: [],
      is_restricted: false,
      email_verified: true,
    });
  });

  it('has the limits of its application, and its family (operations.md A7.5)', async () => {
    const grantId = '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e';
    const grant = { ...GRANT, isRestricted: true, filters: ['content_org:UTx', 'user:me'], grantId };
    expect(await shop.tokens.verify(await shop.tokens.issue(aUser(), grant))).toMatchObject({
      isRestricted: true,
      organizations: ['UTx'],
      ownOnly: true,
      grantId,
    });
  });

  it.each(['jti', 'grant_id', 'sid'])('is refused with a %s that is no UUID', async (name) => {
    expect(await reason(shop, await forge(shop, { [name]: "x' OR 1=1" }))).toContain('is not a UUID');
  });

  it('says that an address is verified only when it is', async () => {
    const token = await shop.tokens.issue(aUser({ emailVerified: false }), GRANT);
    expect(decodeJwt(token).email_verified).toBe(false);
  });

  it('names the e-mail address and the person only with their scopes (research/standards.md AU-09)', async () => {
    const claims = decodeJwt(await shop.tokens.issue(aUser({ isStaff: true }), GRANT));
    expect(claims).toMatchObject({
      email: 'andy@example.org',
      name: 'Andy Armstrong',
      administrator: true,
      superuser: false,
    });
    expect(decodeJwt(await shop.tokens.issue(aUser(), { ...GRANT, scopes: ['email'] }))).not.toHaveProperty('name');
    expect(decodeJwt(await shop.tokens.issue(aUser(), { ...GRANT, scopes: ['profile'] }))).not.toHaveProperty('email');
  });

  it('is accepted, also a second time, with what it says', async () => {
    const token = await shop.tokens.issue(aUser(), GRANT);
    const claims = {
      username: 'andya',
      subject: await shop.subjects.of(7),
      tokenId: expect.stringMatching(UUID),
      grantId: null,
      session: null,
      scopes: GRANT.scopes,
      clientId: 'demo-client',
      isRestricted: false,
      organizations: [],
      ownOnly: false,
      issuedAt: NOW,
      expiresAt: NOW + 3_600_000,
    };
    expect(await shop.tokens.verify(token)).toEqual(claims);
    expect(await shop.tokens.verify(token)).toEqual(claims);
  });

  it('is accepted by another process', async () => {
    const token = await shop.tokens.issue(aUser(), GRANT);
    expect((await workshop({ store: shop.store }).tokens.verify(token)).username).toBe('andya');
  });
});
