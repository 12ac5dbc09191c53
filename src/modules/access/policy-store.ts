import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { AccessPolicy } from './access-policy.js';
import { POLICY_COLUMNS, policyFrom, type PolicyRow } from './policy-rows.js';

/** A policy, and who made it so. */
export interface StoredPolicy {
  readonly policy: AccessPolicy;
  readonly edited: Date;
  readonly editedBy: string | null;
  readonly message: string | null;
}

/** Policies by what they are about; what nothing was said about is absent. */
export type StoredPolicies = ReadonlyMap<string, StoredPolicy>;

type StoredRow = PolicyRow & {
  readonly edited: Date;
  readonly edited_by: string | null;
  readonly message: string | null;
};

/** The policies of a course about these subjects. */
export async function readPolicies(
  manager: EntityManager,
  courseKey: string,
  subjects: readonly string[],
): Promise<StoredPolicies> {
  const rows = await manager.query<StoredRow[]>(
    `SELECT ${POLICY_COLUMNS}, edited, edited_by, message FROM access_policies WHERE course_key = $1 AND subject = ANY ($2)`,
    [courseKey, subjects],
  );
  return new Map(
    rows.map((row) => [
      row.subject,
      { policy: policyFrom(row), edited: row.edited, editedBy: row.edited_by, message: row.message },
    ]),
  );
}

/** Nobody else writes policies of the course until the transaction ends. @returns false when there is no such course */
export async function lockPolicies(manager: EntityManager, courseKey: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT FROM courses WHERE course_key = $1 AND deleted IS NULL FOR NO KEY UPDATE',
    [courseKey],
  );
  return rows.length > 0;
}

export async function writePolicy(
  manager: EntityManager,
  { courseKey, subject }: { readonly courseKey: string; readonly subject: string },
  policy: AccessPolicy,
  { by, message }: { readonly by: string | null; readonly message: string | null },
): Promise<void> {
  await manager.query(
    `INSERT INTO access_policies (course_key, ${POLICY_COLUMNS}, edited, edited_by, message)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), $10, $11)
     ON CONFLICT ON CONSTRAINT pk_access_policies DO UPDATE SET
       visibility = excluded.visibility, email_domains = excluded.email_domains, usernames = excluded.usernames,
       unlock_key_hash = excluded.unlock_key_hash, applications = excluded.applications, opens = excluded.opens,
       closes = excluded.closes, edited = excluded.edited, edited_by = excluded.edited_by, message = excluded.message`,
    [
      courseKey,
      subject,
      policy.visibility,
      policy.emailDomains,
      policy.usernames,
      policy.unlockKeyHash,
      policy.applications,
      policy.opens,
      policy.closes,
      by,
      message,
    ],
  );
}

/**
 * Gives a course the policies of another one, with their windows moved by so many milliseconds. Whom they name, and who has
 * their unlock key, is of the other course: a copy is never more open than what it is made of.
 */
export async function copyPolicies(
  manager: EntityManager,
  {
    from,
    to,
    shift,
    by,
  }: { readonly from: string; readonly to: string; readonly shift: number; readonly by: string | null },
): Promise<void> {
  await manager.query(
    `INSERT INTO access_policies (course_key, subject, visibility, email_domains, usernames, unlock_key_hash, applications,
       opens, closes, edited, edited_by, message)
     SELECT $2, subject, visibility, email_domains, '{}', NULL, applications,
            opens + $3 * interval '1 millisecond', closes + $3 * interval '1 millisecond', now(), $4, message
       FROM access_policies WHERE course_key = $1`,
    [from, to, shift, by],
  );
}

export async function removePolicies(
  manager: EntityManager,
  courseKey: string,
  subjects: readonly string[],
): Promise<void> {
  await manager.query('DELETE FROM access_policies WHERE course_key = $1 AND subject = ANY ($2)', [
    courseKey,
    subjects,
  ]);
}

/**
 * The version of what these policies say: of equal states it is equal, so that an `If-Match` holds exactly while nothing is
 * different (SPEC R-12), also after they were taken back and made again.
 */
export function versionOf(policies: StoredPolicies): string {
  const said = [...policies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([subject, { policy }]) => [subject, policy]);
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 16);
}
