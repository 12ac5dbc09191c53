import { Principal } from '../../common/auth/principal.js';
import {
  type AccessPolicy,
  DEFAULT_POLICIES,
  letsIn,
  nextEdge,
  type PolicyCaller,
  VISIBILITIES,
} from './access-policy.js';
import { hashUnlockKey } from './unlock-key.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const NOTHING: AccessPolicy = { ...DEFAULT_POLICIES.information, visibility: 'restricted' };

const account = { userId: 7, username: 'AndyA', isStaff: false, isSuperuser: false };
const caller = (principal: Principal, isEnrolled = false): PolicyCaller => ({ principal, isEnrolled });
const andya = caller(Principal.of(account));
const nobody = caller(Principal.anonymous);
const from = (domain: string | null) => caller(Principal.of({ ...account, emailDomain: domain }));
const through = (clientId: string | null) =>
  caller(
    Principal.of(account, {
      client: { clientId, scopes: null, isRestricted: false, organizations: [], ownOnly: false },
    }),
  );
const lets = (policy: Partial<AccessPolicy>, who: PolicyCaller, now = NOW) =>
  letsIn({ ...NOTHING, ...policy }, who, now);

describe('an access policy (SPEC section 13, ADR 0017)', () => {
  it('that is restricted and names nobody lets nobody in', () => {
    for (const who of [nobody, andya, caller(Principal.of(account), true), from('example.org'), through('grader')])
      expect(lets({}, who)).toBe(false);
  });

  it.each(['evil-example.org', 'sub.example.org', 'example.org.evil.test', 'xample.org', '', null])(
    'for example.org keeps out %j',
    (domain) => expect(lets({ emailDomains: ['example.org'] }, from(domain))).toBe(false),
  );

  it('for a domain lets its people in, in whatever case', () => {
    expect([
      lets({ emailDomains: ['example.org'] }, from('example.org')),
      lets({ emailDomains: ['example.org'] }, from('EXAMPLE.org')),
    ]).toEqual([true, true]);
  });

  it('for an application keeps out every other one, and tokens without any', () => {
    const policy = { applications: ['grader'] };
    expect(
      [through('grader2'), through('Grader'), through(null), andya, nobody].map((who) => lets(policy, who)),
    ).toEqual([false, false, false, false, false]);
    expect(lets(policy, through('grader'))).toBe(true);
  });

  it('for a person lets in that person alone', () => {
    expect([
      lets({ usernames: ['andya'] }, andya),
      lets({ usernames: ['andy'] }, andya),
      lets({ usernames: ['andya'] }, nobody),
    ]).toEqual([true, false, false]);
  });

  it('with an unlock key takes that key, and neither its hash nor a part of it', () => {
    const unlockKeyHash = hashUnlockKey('open sesame');
    const bring = (key: string) => lets({ unlockKeyHash }, caller(Principal.anonymous.withUnlockKey(key)));
    expect([bring(unlockKeyHash), bring('open'), bring(''), bring('Open Sesame')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(bring('open sesame')).toBe(true);
    expect(lets({ unlockKeyHash }, nobody)).toBe(false);
  });

  it('for the enrolled lets in who is, and whom its lists name', () => {
    const enrolled = { visibility: 'enrolled' as const };
    expect([
      lets(enrolled, andya),
      lets(enrolled, caller(Principal.of(account), true)),
      lets({ ...enrolled, usernames: ['andya'] }, andya),
    ]).toEqual([false, true, true]);
  });

  it.each(VISIBILITIES)('that is %s is closed before its window, and from its end on', (visibility) => {
    const [opens, closes] = [new Date(NOW - 1000), new Date(NOW + 1000)];
    const policy = { visibility, opens, closes, usernames: ['andya'] };
    const who = caller(Principal.of(account), true);
    const at = (now: number) => lets(policy, who, now);
    expect([at(NOW - 1001), at(NOW - 1000), at(NOW), at(NOW + 999), at(NOW + 1000)]).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('says when its answer changes by itself', () => {
    const [opens, closes] = [new Date(NOW - 1000), new Date(NOW + 1000)];
    expect([
      nextEdge({ opens, closes }, NOW),
      nextEdge({ opens, closes: null }, NOW),
      nextEdge({ opens, closes }, NOW + 1000),
    ]).toEqual([NOW + 1000, Infinity, Infinity]);
  });
});
