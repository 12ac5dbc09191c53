import type { Principal } from '../../common/auth/principal.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { hasRole, listedFor, readsContentOf, readsDraftsOf } from '../access/index.js';
import { PUBLISHED } from '../content/index.js';
import { CONTENT } from './event.entity.js';
import {
  COURSE_DELETED,
  COURSE_TYPES,
  ENROLLMENT_TYPES,
  REGISTRATION_COMPLETED,
  ROLE_TYPES,
  WORK_TYPES,
} from './event-types.js';

/**
 * Which rows of `events e`, with `courses c` beside them, the caller sees: an event is for whoever may read what it is about
 * (SPEC section 8). One condition of the statement, so that nothing is asked per row. Which blocks of a published row they see
 * is said by `VisibleBlocks`.
 */
export function visibleEvents(principal: Principal): Sql {
  if (principal.isGlobalStaff) return Sql.any([isOneOf([COURSE_DELETED]), IS_THERE]);
  const isOwn = sql`e.user_id = ${principal.userId}::bigint`;
  const seen: readonly (readonly Sql[])[] = [
    [isOneOf([CONTENT]), Sql.any([readsDraftsOf(principal), publishedFor(principal)])],
    [isOneOf(COURSE_TYPES), listedFor(principal)],
    [isOneOf([COURSE_DELETED]), wasShown(principal)],
    [isOneOf(WORK_TYPES), readsDraftsOf(principal)],
    [isOneOf(ENROLLMENT_TYPES), IS_THERE, Sql.any([isOwn, hasRole(principal, 'enrollments.view_enrollment')])],
    [isOneOf(ROLE_TYPES), IS_THERE, Sql.any([isOwn, hasRole(principal, 'courses.view_course_team')])],
    [isOneOf([REGISTRATION_COMPLETED]), isOwn],
  ];
  return Sql.any(seen.map((conditions) => Sql.all(conditions)));
}

/** Of a course that was deleted there is only this to tell; of no course at all, everything. */
const IS_THERE = sql`c.deleted IS NULL`;

const isOneOf = (types: readonly string[]): Sql => sql`e.type = ANY (${types}::text[])`;

const publishedFor = (principal: Principal): Sql => Sql.all([sql`e.branch = ${PUBLISHED}`, readsContentOf(principal)]);

/**
 * That a course is gone is told to those who were shown it: they would never know otherwise. The conditions take the course for
 * one that is still there.
 */
const wasShown = (principal: Principal): Sql => sql`EXISTS (
  SELECT FROM (SELECT x.id, x.course_key, x.org, x.organization_id, x.catalog_visibility, NULL::timestamptz AS deleted
                 FROM courses x WHERE x.course_key = e.course_key) c
   WHERE ${listedFor(principal)})`;
