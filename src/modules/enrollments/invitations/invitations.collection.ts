import { Collection } from '../../../common/pagination/collection.js';
import { type Sql, sql } from '../../../common/pagination/sql.js';
import { substrings } from '../../../common/pagination/text-search.js';
import { INVITATION_COLUMNS, type StoredInvitation } from './stored-invitation.js';

/**
 * The invitations `i` of one account: by its name, or by its e-mail address once that is known to be theirs. Of an
 * address nothing is told that its invitation does not say itself: whether it belongs to an account least of all.
 */
export const invitationsOf = (userId: number): Sql =>
  sql`(i.user_id = ${userId} OR lower(i.email) = (SELECT lower(u.email) FROM users u WHERE u.id = ${userId} AND u.email_verified))`;

/** The invitations, the newest first. */
export const invitationCollection = Collection.of<StoredInvitation>()({
  from: 'enrollment_invitations i LEFT JOIN users w ON w.id = i.user_id',
  joins: 'LEFT JOIN users b ON b.id = i.invited_by',
  columns: INVITATION_COLUMNS,
  key: 'i.uuid',
  orders: { created: 'i.created', course: 'i.course_key' },
  defaultOrder: '-created',
  search: substrings(
    'the username, the e-mail address or the course key',
    `(coalesce(w.username, i.email) || ' ' || i.course_key)`,
  ),
  filters: {
    course: (key: string) => sql`i.course_key = ${key}`,
    email: (email: string) => sql`lower(i.email) = lower(${email})`,
    user: (username: string) => sql`lower(w.username) = lower(${username})`,
  },
});
