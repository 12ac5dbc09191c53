import type { EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { INVITES } from '../course-door.js';
import { noted, valuesOf } from '../enrollment-store.js';
import type { ChangeNote, EnrollmentState } from '../stored-enrollment.js';

/** An account that a row names. */
export interface NamedAccount {
  readonly id: number;
  readonly username: string;
  readonly email: string;
}

/** Whose place in which course. */
export interface Seat {
  readonly courseKey: string;
  readonly userId: number;
}

/** An enrollment as a batch finds it; the row is locked. */
export interface CurrentEnrollment extends Seat, EnrollmentState {
  readonly isDeleted: boolean;
}

/** An invitation that a batch gives. */
export interface BulkInvitation {
  readonly courseKey: string;
  readonly email: string;
  readonly mode: string | null;
}

/** Accounts by username, and by e-mail address where that may be asked; disabled ones are not there. */
export async function accountsNamed(
  manager: EntityManager,
  usernames: readonly string[],
  emails: readonly string[],
): Promise<NamedAccount[]> {
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
  return manager.query(
    `SELECT id, lower(username) AS username, lower(email) AS email FROM users
      WHERE is_active AND (lower(username) = ANY ($1::text[]) OR (email_verified AND lower(email) = ANY ($2::text[])))`,
    [lower(usernames), lower(emails)],
  );
}

/** In one order for all who lock several, so that none waits for another in a circle. */
export async function lockEnrollments(manager: EntityManager, seats: readonly Seat[]): Promise<CurrentEnrollment[]> {
  return manager.query(
    `SELECT e.course_key AS "courseKey", e.user_id AS "userId", e.mode, e.is_active AS "isActive", e.deleted IS NOT NULL AS "isDeleted"
       FROM enrollments e JOIN unnest($1::text[], $2::bigint[]) AS s (course_key, user_id) USING (course_key, user_id)
      ORDER BY e.course_key, e.user_id FOR NO KEY UPDATE OF e`,
    columnsOf(seats),
  );
}

/** @param changes at most one for each seat */
export async function writeEnrollments(
  manager: EntityManager,
  changes: readonly (Seat & EnrollmentState)[],
  note: ChangeNote,
): Promise<void> {
  if (changes.length === 0) return;
  await manager.query(
    `INSERT INTO enrollments (course_key, user_id, uuid, mode, is_active)
     SELECT s.course_key, s.user_id, s.uuid, s.mode, s.is_active
       FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::boolean[]) AS s (course_key, user_id, uuid, mode, is_active), ${noted(6)}
     ON CONFLICT ON CONSTRAINT pk_enrollments
     DO UPDATE SET mode = excluded.mode, is_active = excluded.is_active, deleted = NULL`,
    [
      ...columnsOf(changes),
      changes.map(() => uuidV7()),
      changes.map(({ mode }) => mode),
      changes.map(({ isActive }) => isActive),
      ...valuesOf(note),
    ],
  );
  const entered = changes.filter(({ isActive }) => isActive);
  if (entered.length === 0) return;
  await manager.query(
    `DELETE FROM enrollment_invitations i USING unnest($1::text[], $2::bigint[]) AS s (course_key, user_id), users u
      WHERE u.id = s.user_id AND i.course_key = s.course_key AND ${INVITES}`,
    columnsOf(entered),
  );
}

/** Who is invited already gets the new terms. @param invitations at most one for each address in a course */
export async function writeInvitations(
  manager: EntityManager,
  invitations: readonly BulkInvitation[],
  autoEnroll: boolean,
  { by, reason }: ChangeNote,
): Promise<void> {
  if (invitations.length === 0) return;
  await manager.query(
    `INSERT INTO enrollment_invitations (uuid, course_key, email, mode, auto_enroll, reason, invited_by)
     SELECT s.uuid, s.course_key, s.email, s.mode, $5, $6, $7
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS s (uuid, course_key, email, mode)
     ON CONFLICT (course_key, lower(email))
     DO UPDATE SET mode = excluded.mode, auto_enroll = excluded.auto_enroll, reason = excluded.reason, invited_by = excluded.invited_by`,
    [
      invitations.map(() => uuidV7()),
      invitations.map(({ courseKey }) => courseKey),
      invitations.map(({ email }) => email),
      invitations.map(({ mode }) => mode),
      autoEnroll,
      reason,
      by,
    ],
  );
}

export async function removeInvitations(manager: EntityManager, invitations: readonly BulkInvitation[]): Promise<void> {
  if (invitations.length === 0) return;
  await manager.query(
    `DELETE FROM enrollment_invitations i USING unnest($1::text[], $2::text[]) AS s (course_key, email)
      WHERE i.course_key = s.course_key AND lower(i.email) = lower(s.email)`,
    [invitations.map(({ courseKey }) => courseKey), invitations.map(({ email }) => email)],
  );
}

function columnsOf(seats: readonly Seat[]): [string[], number[]] {
  return [seats.map(({ courseKey }) => courseKey), seats.map(({ userId }) => userId)];
}
