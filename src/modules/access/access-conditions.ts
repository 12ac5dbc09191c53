import type { Principal } from '../../common/auth/principal.js';
import { isGivenTo, type PermissionName } from '../../common/auth/permissions.js';
import { COURSE_ROLES } from '../../common/auth/course-access.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { CONTENT, INFORMATION } from './access-policy.js';

/**
 * Access policies as conditions on `courses c`, for lists: no query per row. They say what `letsIn` says of one course. An
 * unlock key does not count in them: it opens what a request names, or one guess would try all courses at once.
 */

/** A deleted course is there for nobody; who may restore it finds it among the deleted ones (SPEC C-7). */
const IS_THERE = sql`c.deleted IS NULL`;

/** That the course of a row, by the key in this column, is none that was deleted. For rows that may be about no course at all. */
export function isOfNoDeletedCourse(column: string): string {
  return `NOT EXISTS (SELECT FROM courses gone WHERE gone.course_key = ${column} AND gone.deleted IS NOT NULL)`;
}

/** The courses whose information the caller sees (`courses.view_course`). Only the few courses with a policy cost a look. */
export function seesInformationOf(principal: Principal): Sql {
  if (principal.isGlobalStaff) return IS_THERE;
  return sql`(${IS_THERE} AND NOT EXISTS (SELECT FROM access_policies p
    WHERE p.course_key = c.course_key AND p.subject = ${INFORMATION} AND NOT (${letsIn(principal)} OR ${isEnrolled(principal)} OR ${hasRole(principal, 'courses.view_course')})))`;
}

/** Those of them that are shown to people who do not know them yet, and those that the caller works on. */
export function listedFor(principal: Principal): Sql {
  if (principal.isGlobalStaff) return IS_THERE;
  const isShown = sql`c.catalog_visibility <> 'none' OR ${hasRole(principal, 'courses.view_course')}`;
  return Sql.all([isShown, seesInformationOf(principal)]);
}

/** The courses whose content the caller reads, as far as the course goes (`courses.view_content`). */
export function readsContentOf(principal: Principal): Sql {
  if (principal.isGlobalStaff) return IS_THERE;
  const policy = sql`SELECT FROM access_policies p WHERE p.course_key = c.course_key AND p.subject = ${CONTENT}`;
  const opens = Sql.any([
    sql`EXISTS (${policy} AND ${letsIn(principal)})`,
    Sql.all([isEnrolled(principal), sql`NOT EXISTS (${policy})`]),
  ]);
  return sql`(${IS_THERE} AND (${hasRole(principal, 'courses.view_content')} OR ((${opens}) AND ${seesInformationOf(principal)})))`;
}

/** The courses whose drafts the caller reads (`courses.view_drafts`). */
export function readsDraftsOf(principal: Principal): Sql {
  return principal.isGlobalStaff ? IS_THERE : sql`(${IS_THERE} AND ${hasRole(principal, 'courses.view_drafts')})`;
}

/** The deleted courses that the caller may bring back, as the rights in their organizations say. */
export function restorableBy(principal: Principal): Sql {
  const roles = (['org_delegate', 'course_creator'] as const).filter((holder) =>
    isGivenTo('courses.restore_course', holder),
  );
  const held = roles.map((holder) => (holder === 'org_delegate' ? 'delegate' : holder));
  const mayRestore = principal.isGlobalStaff ? sql`true` : holdsInOrganization(principal, held);
  return sql`(c.deleted IS NOT NULL AND ${mayRestore})`;
}

/** That the caller has one of these rights in the course's organization or in one above it. */
function holdsInOrganization({ userId }: Principal, roles: readonly string[]): Sql {
  // As organization_chain(c.org), which would be worked out for every course: seconds in a list of 100,000.
  return sql`EXISTS (SELECT FROM organization_roles o WHERE o.user_id = ${userId}::bigint AND o.role = ANY (${roles}::text[]) AND (o.organization_id = c.organization_id OR starts_with(c.organization_id, o.organization_id || '.')))`;
}

/** The courses on whose team the caller is, or of whose organization a delegate, as far as a permission is theirs. */
export function hasRole(principal: Principal, permission: PermissionName): Sql {
  const { userId } = principal;
  const roles = COURSE_ROLES.filter((role) => isGivenTo(permission, role));
  const isOnTeam = sql`EXISTS (SELECT FROM course_roles r WHERE r.course_key = c.course_key AND r.user_id = ${userId}::bigint AND r.role = ANY (${roles}::text[]))`;
  if (!isGivenTo(permission, 'org_delegate')) return isOnTeam;
  return Sql.any([isOnTeam, holdsInOrganization(principal, ['delegate'])]);
}

function isEnrolled({ userId }: Principal): Sql {
  return sql`EXISTS (SELECT FROM enrollments e WHERE e.course_key = c.course_key AND e.user_id = ${userId}::bigint AND e.is_active)`;
}

/** Whether the policy `p` of the course `c` lets the caller in now. */
function letsIn(principal: Principal): Sql {
  const { username, emailDomain, client } = principal;
  const isNamed = Sql.any([
    sql`${username?.toLowerCase() ?? null}::text = ANY (p.usernames)`,
    sql`${emailDomain?.toLowerCase() ?? null}::text = ANY (p.email_domains)`,
    sql`${client?.clientId ?? null}::text = ANY (p.applications)`,
  ]);
  const audience = sql`CASE p.visibility
    WHEN 'open' THEN true
    WHEN 'authenticated' THEN ${!principal.isAnonymous}::boolean
    WHEN 'enrolled' THEN ${isEnrolled(principal)} OR coalesce(${isNamed}, false)
    ELSE coalesce(${isNamed}, false) END`;
  return sql`(coalesce(p.opens <= now(), true) AND coalesce(now() < p.closes, true) AND ${audience})`;
}
