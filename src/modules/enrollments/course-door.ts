import type { EntityManager } from 'typeorm';
import type { EnrollmentPlace } from './stored-enrollment.js';

/** What must be known of a mode to let somebody into it. */
export interface OfferedMode {
  readonly slug: string;
  /** Whether people may give it to themselves. */
  readonly isOpen: boolean;
  readonly isExpired: boolean;
  /** Null: no limit. */
  readonly seats: number | null;
}

/** An invitation of the person at the door. */
export interface HeldInvitation {
  /** The mode that it opens beside those that are open to all; null: none. */
  readonly mode: string | null;
}

/** What a course says of who may come in, and what the person at its door brings along. */
export interface CourseDoor {
  readonly courseKey: string;
  readonly invitationOnly: boolean;
  readonly isArchived: boolean;
  readonly enrollmentStart: Date | null;
  readonly enrollmentEnd: Date | null;
  /** Empty: what every course offers that says nothing. */
  readonly modes: readonly OfferedMode[];
  /** Null: there never was a limit, and nobody has to wait for others to be counted. */
  readonly limits: { readonly seats: number | null } | null;
  readonly invitations: readonly HeldInvitation[];
}

/**
 * An invitation `i` of the account `u`. By e-mail only once the address is known to be theirs: otherwise whoever
 * registers under somebody else's address would get in.
 */
export const INVITES = `(i.user_id = u.id OR (u.email_verified AND lower(i.email) = lower(u.email)))`;

/**
 * The door of a course as one person finds it; null when there is no such course. In one statement. Until the transaction
 * ends the course cannot be deleted, and where seats are limited nobody else takes one: so it is asked for before the
 * enrollment is locked, by everybody who may take a seat.
 */
export async function courseDoor(
  manager: EntityManager,
  { courseKey, username }: EnrollmentPlace,
): Promise<CourseDoor | null> {
  const rows = await manager.query<CourseDoor[]>(
    `SELECT c.course_key AS "courseKey", c.invitation_only AS "invitationOnly", c.archived IS NOT NULL AS "isArchived", c.enrollment_start AS "enrollmentStart",
            c.enrollment_end AS "enrollmentEnd", ${OFFERED} AS modes, ${LIMITS} AS limits,
            coalesce((SELECT json_agg(json_build_object('mode', i.mode)) FROM users u JOIN enrollment_invitations i
                        ON i.course_key = c.course_key AND ${INVITES} WHERE lower(u.username) = lower($2)), '[]') AS invitations
       FROM courses c WHERE c.course_key = $1 AND c.deleted IS NULL FOR KEY SHARE OF c`,
    [courseKey, username],
  );
  return rows[0] ?? null;
}

const OFFERED = `coalesce((SELECT json_agg(json_build_object('slug', m.mode_slug, 'isOpen', m.self_service AND m.min_price = 0,
     'isExpired', coalesce(m.expiration_datetime <= now(), false), 'seats', m.seats) ORDER BY m.mode_slug)
   FROM course_modes m WHERE m.course_key = c.course_key), '[]')`;

/** Locked: with PostgreSQL's READ COMMITTED, the count that follows sees whoever held the lock before. */
const LIMITS = `(SELECT json_build_object('seats', l.seats) FROM enrollment_limits l
   WHERE l.course_key = c.course_key FOR NO KEY UPDATE)`;
