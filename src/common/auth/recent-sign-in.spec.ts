import { PermissionDeniedError } from '../errors/app-error.js';
import { Principal, type PrincipalClient } from './principal.js';
import { demandRecentSignIn, RecentSignInRequiredError } from './recent-sign-in.js';

const ACCOUNT = { userId: 1, username: 'andya', isStaff: false, isSuperuser: false };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const application = (values: Partial<PrincipalClient>): PrincipalClient => ({
  clientId: 'editor',
  scopes: ['read', 'write'],
  isRestricted: false,
  organizations: [],
  ownOnly: true,
  ...values,
});

describe('what people cannot take back (operations.md C3.6)', () => {
  it.each([
    ['a session that began too long ago', { credential: 'session', signedIn: minutesAgo(11) }],
    ['cookies that do not say when somebody signed in', { credential: 'jwt_cookie' }],
    ['nothing that tells', {}],
  ] as const)('is not done by %s', (_, values) => {
    expect(() => demandRecentSignIn(Principal.of(ACCOUNT, values))).toThrow(RecentSignInRequiredError);
  });

  it.each([{ scopes: ['write'] }, { scopes: ['accounts:write'] }, { scopes: null }, { ownOnly: false }])(
    'is done by no application, whatever it may do otherwise: %j',
    (values) => {
      const principal = Principal.of(ACCOUNT, { client: application(values) });
      expect(() => demandRecentSignIn(principal)).toThrow(PermissionDeniedError);
    },
  );

  it('is done soon after signing in, and by the word of an operator', () => {
    const browser = Principal.of(ACCOUNT, { credential: 'session', signedIn: minutesAgo(9) });
    const operator = Principal.of(ACCOUNT, { client: application({ clientId: null }) });
    for (const principal of [browser, browser.withUnlockKey('x'), operator])
      expect(() => demandRecentSignIn(principal)).not.toThrow();
  });
});
