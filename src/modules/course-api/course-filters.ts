import type { CoursePermission, ListCourseQuery } from './dto/list-course.query.js';

/** A condition on a row of `courses`, with the values of its placeholders. */
export interface CourseCondition {
  readonly sql: string;
  readonly values: unknown[];
}

/** What each permission asks of a course, for somebody without a role in it (edX: courseware access checks). */
const PERMITTED: Readonly<Record<CoursePermission, string>> = {
  enroll: `NOT invitation_only AND coalesce(enrollment_start <= now(), true) AND coalesce(enrollment_end > now(), true)`,
  see_in_catalog: `catalog_visibility = 'both'`,
  see_about_page: `catalog_visibility IN ('both', 'about')`,
  see_exists: 'true',
  load_mobile: 'mobile_available',
};

/**
 * The courses that a query means. Filters narrow in SQL, so that the count is true (edX filters afterwards, and its
 * count lies: endpoints A.1).
 * @param permitsAll true for global staff, to whom every permission is granted
 */
export function courseCondition(query: ListCourseQuery, permitsAll: boolean): CourseCondition {
  const values: unknown[] = [];
  const value = (item: unknown) => `$${values.push(item)}`;
  const parts = [
    query.org && `lower(org) = lower(${value(query.org)})`,
    query.mobile !== undefined && `mobile_available = ${value(query.mobile)}`,
    query.active_only && `coalesce("end" >= now(), true)`,
    query.course_keys.length > 0 && `course_key = ANY (${value(query.course_keys)})`,
    // websearch_to_tsquery takes any text without an error; the expression is that of ix_courses_text.
    query.search_term &&
      `to_tsvector('simple', display_name || ' ' || org || ' ' || number || ' ' || run || ' ' || coalesce(short_description, '')) @@ websearch_to_tsquery('simple', ${value(query.search_term)})`,
    ...(permitsAll ? [] : query.permissions.map((permission) => PERMITTED[permission])),
  ];
  const conditions = parts.filter((part): part is string => typeof part === 'string' && part !== '');
  return { sql: ['true', ...conditions.map((part) => `(${part})`)].join(' AND '), values };
}
