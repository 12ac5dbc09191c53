import type { AccessPolicy, StoredVisibility } from './access-policy.js';

/** A row of `access_policies`, as JSON or as columns. */
export interface PolicyRow {
  readonly subject: string;
  readonly visibility: StoredVisibility;
  readonly email_domains: string[];
  readonly usernames: string[];
  readonly unlock_key_hash: string | null;
  readonly applications: string[];
  readonly opens: string | Date | null;
  readonly closes: string | Date | null;
}

/** The columns of a {@link PolicyRow}. */
export const POLICY_COLUMNS =
  'subject, visibility, email_domains, usernames, unlock_key_hash, applications, opens, closes';

export function policyFrom(row: PolicyRow): AccessPolicy {
  return {
    visibility: row.visibility,
    emailDomains: row.email_domains,
    usernames: row.usernames,
    unlockKeyHash: row.unlock_key_hash,
    applications: row.applications,
    opens: row.opens === null ? null : new Date(row.opens),
    closes: row.closes === null ? null : new Date(row.closes),
  };
}

/** Policies by what they are about. */
export function policiesFrom(rows: readonly PolicyRow[]): Map<string, AccessPolicy> {
  return new Map(rows.map((row) => [row.subject, policyFrom(row)]));
}
