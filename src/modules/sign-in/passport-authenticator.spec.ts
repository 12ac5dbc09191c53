import type { FastifyRequest } from 'fastify';
import { Principal } from '../../common/auth/principal.js';
import { AuthenticationFailedError } from '../../common/errors/app-error.js';
import { aUser, known, type TokenWorkshop, workshop } from '../oauth2/oauth2.fixture.js';
import { BearerTokenStrategy, OwnTokenCallers } from '../oauth2/index.js';
import type { KnownAccount, KnownAccounts } from '../accounts/index.js';
import { CLIENT_AUTHENTICATED } from '../../common/auth/access.js';
import { AppConfig } from '../../common/config/app-config.js';
import { JwtCookieStrategy } from './external/jwt-cookie.strategy.js';
import { PassportAuthenticator } from './passport-authenticator.js';
import type { SessionCookies } from './session-cookies.js';
import { SessionStrategy } from './session.strategy.js';
import type { Sessions } from './sessions.js';
import type { UserEntity } from '../accounts/index.js';

const GRANT = { scopes: ['read'], grantType: 'client_credentials', clientId: 'demo-client' };

/** Nobody has a session here: sign-in.e2e-spec.ts is about those who have. */
const sessionless = new SessionStrategy({ read: () => null } as unknown as SessionCookies, null as unknown as Sessions);

describe('who makes a request', () => {
  let shop: TokenWorkshop;

  beforeAll(() => (shop = workshop()));

  /** The authenticator where these accounts exist and are active. */
  async function authenticatorWith(...users: UserEntity[]): Promise<PassportAuthenticator> {
    const accounts = users.map(known);
    const find = async (username: string): Promise<KnownAccount | null> =>
      accounts.find((account) => account.username === username) ?? null;
    return authenticatorOf({ find } as KnownAccounts);
  }

  function authenticatorOf(accounts: KnownAccounts): PassportAuthenticator {
    const callers = new OwnTokenCallers(shop.tokens, accounts, shop.subjects);
    const jwtCookies = new JwtCookieStrategy(callers, sessionless, AppConfig.from({}));
    return new PassportAuthenticator(new BearerTokenStrategy(callers), jwtCookies, sessionless);
  }

  function request(authorization: string | undefined, config: object = {}): FastifyRequest {
    return { headers: { authorization }, routeOptions: { config } } as unknown as FastifyRequest;
  }

  async function refusal(authorization: string): Promise<string> {
    const authenticator = await authenticatorWith(aUser());
    const error: unknown = await authenticator.authenticate(request(authorization)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AuthenticationFailedError);
    return (error as Error).message;
  }

  it.each([
    ['an empty header', ''],
    ['a scheme alone', 'Bearer'],
    ['a scheme and a space', 'JWT '],
    ['two tokens', 'Bearer a b'],
    ['a list of credentials', 'Bearer a, Bearer b'],
    ['a token without a scheme', 'eyJhbGciOiJSUzUxMiJ9.e30.c2lnbmF0dXJl'],
    ['the scheme of another protocol', 'Basic ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ='],
    ['an unknown scheme', 'Token abc'],
    ['a scheme that only begins like one', 'JWTX abc'],
  ])('is refused with %s; it never counts as nobody (operations.md A4.1)', async (_, header) => {
    const message = await refusal(header);
    expect(message).toContain('the Authorization header must be');
    // What was sent may be a secret in the wrong place: it is not repeated.
    if (header.length > 30) expect(message).not.toContain(header.split(' ').at(-1));
  });

  it('is refused with garbage for a token, which is not repeated in the answer', async () => {
    expect(await refusal('Bearer not-a-token')).toContain('it is not a JSON Web Token');
    expect(await refusal('Bearer not-a-token')).not.toContain('not-a-token');
  });

  it('is refused when the account is gone or disabled', async () => {
    expect(await refusal(`Bearer ${await shop.tokens.issue(aUser({ id: 8, username: 'gone' }), GRANT)}`)).toContain(
      'its account does not exist any more, or is disabled',
    );
  });

  it('is refused when the account is a new one with the name of a deleted one (ASVS 10.3.3)', async () => {
    const old = await shop.tokens.issue(aUser({ id: 6 }), GRANT);
    expect(await refusal(`Bearer ${old}`)).toContain('its account does not exist any more');
  });

  it('stays an error of ours when the database is away: no 401 for a good token', async () => {
    const away = { find: () => Promise.reject(new Error('away')) } as unknown as KnownAccounts;
    const token = await shop.tokens.issue(aUser(), GRANT);
    await expect(authenticatorOf(away).authenticate(request(`Bearer ${token}`))).rejects.toThrow('away');
  });

  it('is nobody without a header', async () => {
    expect(await (await authenticatorWith()).authenticate(request(undefined))).toBe(Principal.anonymous);
  });

  it('is nobody where the header belongs to an OAuth2 client (RFC 6749 2.3.1)', async () => {
    const authenticator = await authenticatorWith();
    expect(await authenticator.authenticate(request('Basic abc', CLIENT_AUTHENTICATED))).toBe(Principal.anonymous);
  });

  it.each(['Bearer', 'JWT', 'bearer', 'jwt', 'BEARER', 'Jwt'])(
    'is the account of the token with the scheme %s (operations.md A4.1)',
    async (scheme) => {
      const staff = aUser({ isStaff: true });
      const principal = await (
        await authenticatorWith(staff)
      ).authenticate(request(`${scheme} ${await shop.tokens.issue(staff, GRANT)}`));
      expect(principal.username).toBe('andya');
      expect(principal.isGlobalStaff).toBe(true);
    },
  );

  it('has the rights that the account has now, not those of the token', async () => {
    const token = await shop.tokens.issue(aUser({ isStaff: true }), { ...GRANT, scopes: ['profile'] });
    const principal = await (await authenticatorWith(aUser({ isStaff: false }))).authenticate(request(`JWT ${token}`));
    expect(principal.isGlobalStaff).toBe(false);
  });
});
