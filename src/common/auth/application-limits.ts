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
  if (client.isRestricted) checkFilters(principal, client, request);
}

function checkFilters(
  principal: Principal,
  { organizations, ownOnly }: PrincipalClient,
  request: FastifyRequest,
): void {
  if (organizations.length > 0) {
    const org = courseKeyOf(request)?.org?.toLowerCase();
    if (org === undefined || !organizations.some((one) => one.toLowerCase() === org))
      throw new PermissionDeniedError(
        `This application may ask only for courses of ${organizations.join(', ')}: name such a course in the path or by "course".`,
      );
  }
  if (ownOnly && !asksForOneself(principal, request))
    throw new PermissionDeniedError(
      'This application may ask only for what belongs to its own user, by username or "me".',
    );
}

/** Whoever is named is the caller; a route that names nobody shows what the caller may see of it. */
function asksForOneself(principal: Principal, request: FastifyRequest): boolean {
  const { username } = request.params as { username?: string };
  const { user, username: alias } = request.query as { user?: unknown; username?: unknown };
  const named = [username, user, alias].filter((name) => name !== undefined);
  return named.every(
    (name) => String(name).toLowerCase() === 'me' || String(name).toLowerCase() === principal.username?.toLowerCase(),
  );
}
