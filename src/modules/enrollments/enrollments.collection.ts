import { Collection } from '../../common/pagination/collection.js';
import { type Sql, sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import { ENROLLMENT_COLUMNS, type StoredEnrollment } from './stored-enrollment.js';

/** The account is looked up once, and its enrollments by ix_enrollments_user. */
export const ofAccount = (username: string): Sql =>
  sql`e.user_id = (SELECT id FROM users WHERE lower(username) = lower(${username}))`;

/** Several accounts likewise. */
const ofAccounts = (usernames: readonly string[]): Sql => {
  const lower = usernames.map((username) => username.toLowerCase());
  return sql`e.user_id = ANY (ARRAY (SELECT id FROM users WHERE lower(username) = ANY (${lower}::text[])))`;
};

/** The enrollments, the newest first: course teams look for who has just come. */
export const enrollmentCollection = Collection.of<StoredEnrollment>()({
  from: 'enrollments e JOIN users u ON u.id = e.user_id',
  countedFrom: 'enrollments e',
  columns: ENROLLMENT_COLUMNS,
  key: 'e.uuid',
  // By user: in the order of the index on usernames, which ignores case.
  orders: { created: 'e.created', user: 'lower(u.username)', course: 'e.course_key' },
  defaultOrder: '-created',
  search: substrings('the username or the course key', `(u.username || ' ' || e.course_key)`),
  filters: {
    user: ofAccounts,
    course: (key: string) => sql`e.course_key = ${key}`,
    mode: (mode: string) => sql`e.mode = ${mode}`,
    is_active: (isActive: boolean) => sql`e.is_active = ${isActive}`,
  },
});
