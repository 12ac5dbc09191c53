import type { FastifyRequest } from 'fastify';
import { InsufficientScopeError, PermissionDeniedError } from '../errors/app-error.js';
import type { AccessRule } from './access.js';
import { courseKeyOf } from './course-of-request.js';
import { permission } from './permissions.js';
import type { Principal, PrincipalClient } from './principal.js';

/**
 * Holds the program that acts for somebody to what it was given: its scopes, and for restricted applications the routes
 * that opt in and its filters (operations.md A4.7, A4.8). What the account itself may do is another question.
 * @throws InsufficientScopeError, PermissionDeniedError
 */
export function checkApplication(principal: Principal, rule: AccessRule, request: FastifyRequest): void {
  const { client } = principal;
  if (client === null) return;
  const { scope } = permission(rule.permission);
  if (client.isRestricted && !rule.restrictedApplications)
    throw new PermissionDeniedError(
      'This application is restricted, and this operation is not open to such applications.',
    );
  if (!principal.reaches(scope)) throw new InsufficientScopeError(scope!);
  if (client.isRestricted) checkFilters(principal, client, rule, request);
}

/** What belongs to a course, and so to an organization; accounts and the provider's own routes do not. */
const OF_COURSES = /^(?:courses|content|assets|enrollments):/;

function checkFilters(
  principal: Principal,
  { organizations, ownOnly }: PrincipalClient,
  rule: AccessRule,
  request: FastifyRequest,
): void {
  if (organizations.length > 0 && OF_COURSES.test(permission(rule.permission).scope ?? '')) {
    const org = courseKeyOf(request, { orFilter: isFilteredByCourse(rule, request) })?.org?.toLowerCase();
    if (org === undefined || !organizations.some((one) => one.toLowerCase() === org))
      throw new PermissionDeniedError(
        `This application may ask only for courses of ${organizations.join(', ')}: name such a course in the path or by "course".`,
      );
  }
  if (ownOnly && !asksForOneself(principal, rule, request))
    throw new PermissionDeniedError(
      'This application may ask only for what belongs to its own user, by username or "me".',
    );
}

/** Whether `course` in the query narrows what the route is about: not where nothing is of a course, nor beside a path or a body that decides. */
function isFilteredByCourse({ permission: name }: AccessRule, { method, params }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return permission(name).about !== 'service' && isRead && Object.keys(params as object).length === 0;
}

/**
 * Whoever is named is the caller; a route that names nobody shows what the caller may see of it. Enrollments are of people,
 * and their team sees those of others: there the caller has to be named, unless they are about to be enrolled.
 */
function asksForOneself(principal: Principal, { permission: name }: AccessRule, request: FastifyRequest): boolean {
  const { username, enrollment_id: address } = request.params as { username?: string; enrollment_id?: string };
  const { user, username: alias } = request.query as { user?: unknown; username?: unknown };
  const { username: inBody } = (request.body ?? {}) as { username?: unknown };
  const named = [username, address?.split(',', 1)[0], user, alias, inBody].filter((one) => one !== undefined);
  if (named.length === 0) return request.method === 'POST' || !permission(name).scope?.startsWith('enrollments:');
  return named.every(
    (one) => String(one).toLowerCase() === 'me' || String(one).toLowerCase() === principal.username?.toLowerCase(),
  );
}
