import { InvalidInputError } from '../../common/errors/app-error.js';
import {
  type AccessPolicy,
  CONTENT,
  DEFAULT_POLICIES,
  INFORMATION,
  INHERIT,
  type StoredVisibility,
} from './access-policy.js';
import { hashUnlockKey, unlockKeyMatches } from './unlock-key.js';

/** What somebody wants a policy to be. A member that is absent is none in a replacement, and kept in a patch; null is none. */
export interface PolicyInput {
  readonly visibility?: StoredVisibility;
  readonly email_domains?: readonly string[] | null;
  readonly usernames?: readonly string[] | null;
  readonly unlock_key?: string | null;
  readonly applications?: readonly string[] | null;
  readonly from?: Date | null;
  readonly until?: Date | null;
}

/** The policy of a subject about which nothing was said. */
export function defaultOf(subject: string): AccessPolicy {
  return subject === INFORMATION || subject === CONTENT ? DEFAULT_POLICIES[subject] : INHERIT;
}

/**
 * The policy after a change.
 * @param base what members that are absent are taken from: the policy as it is for a patch, the default for a replacement
 */
export function changed(base: AccessPolicy, input: PolicyInput, current: AccessPolicy): AccessPolicy {
  const list = (given: readonly string[] | null | undefined, kept: readonly string[]) =>
    given === undefined ? kept : [...new Set(given ?? [])];
  return {
    visibility: input.visibility ?? base.visibility,
    emailDomains: list(input.email_domains, base.emailDomains),
    usernames: list(input.usernames, base.usernames),
    unlockKeyHash: unlockKeyHash(input.unlock_key, base, current),
    applications: list(input.applications, base.applications),
    opens: input.from === undefined ? base.opens : input.from,
    closes: input.until === undefined ? base.closes : input.until,
  };
}

/** The same key keeps its hash: nothing has changed then. */
function unlockKeyHash(key: string | null | undefined, base: AccessPolicy, current: AccessPolicy): string | null {
  if (key === undefined) return base.unlockKeyHash;
  if (key === null) return null;
  const { unlockKeyHash: stored } = current;
  return stored !== null && unlockKeyMatches(key, stored) ? stored : hashUnlockKey(key);
}

const LISTS = {
  emailDomains: 'email_domains',
  usernames: 'usernames',
  applications: 'applications',
} as const satisfies Partial<Record<keyof AccessPolicy, string>>;

const MEANINGLESS: Readonly<Partial<Record<StoredVisibility, string>>> = {
  open: 'lets everybody in',
  authenticated: 'lets everybody in who is signed in',
  inherit: 'lets in whom the parent lets in',
};

/**
 * Refuses what means nothing, and windows that never open. All faults at once (SPEC R-9).
 * @param policies by the member of the request that they come from
 * @throws InvalidInputError
 */
export function checkPolicies(policies: Readonly<Record<string, AccessPolicy>>): void {
  const faults: Record<string, string[]> = {};
  for (const [member, policy] of Object.entries(policies)) {
    const why = MEANINGLESS[policy.visibility];
    const given = [
      ...Object.entries(LISTS).flatMap(([name, sent]) => (policy[name as keyof typeof LISTS].length > 0 ? [sent] : [])),
      ...(policy.unlockKeyHash !== null ? ['unlock_key'] : []),
    ];
    for (const name of why === undefined ? [] : given)
      faults[`${member}.${name}`] = [
        `${name} means nothing with visibility "${policy.visibility}", which ${why}. Take it away (null), or choose "enrolled" or "restricted".`,
      ];
    if (policy.opens && policy.closes && policy.opens >= policy.closes)
      faults[`${member}.until`] = [
        `until is ${policy.closes.toISOString()}, which is not after from, ${policy.opens.toISOString()}: nobody would ever be let in.`,
      ];
  }
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
}
