import type { Principal } from '../../common/auth/principal.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { listedFor } from '../access/index.js';
import type { CoursePermission, ListCourseQuery } from './dto/list-course.query.js';

/** What each permission asks of a course, for somebody without a role in it (edX: courseware access checks). */
const PERMITTED: Readonly<Record<CoursePermission, Sql>> = {
  enroll: sql`NOT invitation_only AND coalesce(enrollment_start <= now(), true) AND coalesce(enrollment_end > now(), true)`,
  see_in_catalog: sql`catalog_visibility = 'both'`,
  see_about_page: sql`catalog_visibility IN ('both', 'about')`,
  see_exists: sql`true`,
  load_mobile: sql`mobile_available`,
};

/**
 * The courses that a query means, as a condition on `courses c`. Filters narrow in SQL, so that the count is true (edX
 * filters afterwards, and its count lies: endpoints A.1).
 * @param seen whose view it is; to global staff every permission is granted
 */
export function courseCondition(query: ListCourseQuery, seen: Principal): Sql {
  const { org, mobile, active_only, course_keys, search_term, permissions } = query;
  return Sql.all([
    listedFor(seen),
    sql`c.archived IS NULL`,
    ...(org ? [sql`lower(org) = lower(${org})`] : []),
    ...(mobile !== undefined ? [sql`mobile_available = ${mobile}`] : []),
    ...(active_only ? [sql`coalesce("end" >= now(), true)`] : []),
    ...(course_keys.length > 0 ? [sql`c.course_key = ANY (${course_keys}::text[])`] : []),
    // websearch_to_tsquery takes any text without an error; the expression is that of ix_courses_text.
    ...(search_term
      ? [
          sql`to_tsvector('simple', display_name || ' ' || org || ' ' || number || ' ' || run || ' ' || coalesce(short_description, '')) @@ websearch_to_tsquery('simple', ${search_term})`,
        ]
      : []),
    ...(seen.isGlobalStaff ? [] : permissions.map((permission) => PERMITTED[permission])),
  ]);
}
