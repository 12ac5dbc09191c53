import type { Principal } from '../../common/auth/principal.js';
import { unlockKeyMatches } from './unlock-key.js';

/** Who is let in, the most open first (SPEC section 13; ADR 0017). */
export const VISIBILITIES = ['open', 'authenticated', 'enrolled', 'restricted'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** Of a block also `inherit`: whoever its parent lets in. */
export const BLOCK_VISIBILITIES = [...VISIBILITIES, 'inherit'] as const;
export type StoredVisibility = (typeof BLOCK_VISIBILITIES)[number];

/** What a policy is about: the course's information, its content, or one block (`type@block_id`). */
export const INFORMATION = 'information';
export const CONTENT = 'content';
export type CourseSubject = typeof INFORMATION | typeof CONTENT;

/** One policy, as it decides. */
export interface AccessPolicy {
  readonly visibility: StoredVisibility;
  /** In lower case. */
  readonly emailDomains: readonly string[];
  /** In lower case. */
  readonly usernames: readonly string[];
  readonly unlockKeyHash: string | null;
  readonly applications: readonly string[];
  /** Before `opens`, and from `closes` on, nobody but the team. */
  readonly opens: Date | null;
  readonly closes: Date | null;
}

/** Whom a policy may let in. */
export interface PolicyCaller {
  readonly principal: Principal;
  /** Whether the caller has an active enrollment in the course. */
  readonly isEnrolled: boolean;
}

const EVERYBODY = { emailDomains: [], usernames: [], unlockKeyHash: null, applications: [], opens: null, closes: null };

/** What counts while the team has said nothing (SPEC section 8). */
export const DEFAULT_POLICIES: Readonly<Record<CourseSubject, AccessPolicy>> = {
  [INFORMATION]: { visibility: 'open', ...EVERYBODY },
  [CONTENT]: { visibility: 'enrolled', ...EVERYBODY },
};
export const INHERIT: AccessPolicy = { visibility: 'inherit', ...EVERYBODY };

/**
 * Whether one policy, for itself, lets somebody in at this moment. The same rule as SQL, for lists: access-conditions.ts.
 * @param now milliseconds
 */
export function letsIn(policy: AccessPolicy, caller: PolicyCaller, now: number): boolean {
  if (!isWithin(policy, now)) return false;
  switch (policy.visibility) {
    case 'open':
    case 'inherit':
      return true;
    case 'authenticated':
      return !caller.principal.isAnonymous;
    case 'enrolled':
      return caller.isEnrolled || isNamed(policy, caller.principal);
    case 'restricted':
      return isNamed(policy, caller.principal);
  }
}

/** When the answer may change by itself: the edges of the window that are still to come; Infinity for none. */
export function nextEdge({ opens, closes }: Pick<AccessPolicy, 'opens' | 'closes'>, now: number): number {
  return Math.min(...[opens, closes].map((edge) => edge?.getTime() ?? Infinity).filter((edge) => edge > now), Infinity);
}

/** `from` belongs to the window, `until` does not. */
function isWithin({ opens, closes }: AccessPolicy, now: number): boolean {
  return (opens === null || opens.getTime() <= now) && (closes === null || now < closes.getTime());
}

/** On one of the lists. A domain is the whole of what stands after the @: `example.org` does not let in `sub.example.org`. */
function isNamed(
  { emailDomains, usernames, applications, unlockKeyHash }: AccessPolicy,
  principal: Principal,
): boolean {
  const { username, emailDomain, client, unlockKey } = principal;
  return (
    (username !== null && usernames.includes(username.toLowerCase())) ||
    (emailDomain !== null && emailDomains.includes(emailDomain.toLowerCase())) ||
    (client?.clientId != null && applications.includes(client.clientId)) ||
    (unlockKey !== null && unlockKeyHash !== null && unlockKeyMatches(unlockKey, unlockKeyHash))
  );
}
