import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { permission, type PermissionName } from './permissions.js';
import { Principal } from './principal.js';

export const ACCESS_RULE = 'courseware:access';

export interface AccessOptions {
  /**
   * Opens the route to restricted applications (operations.md A4.7), which need its very scope and stay within their
   * filters. Without it they are refused.
   */
  readonly restrictedApplications?: boolean;
}

/** Who may call a route: the permission that it takes. */
export interface AccessRule extends AccessOptions {
  readonly permission: PermissionName;
}

/**
 * Declares who may call a route, by a permission of the one table (permissions.ts). Every route has one: a route without
 * it does not start (AccessGuard), and the same declaration writes the security of the operation into the OpenAPI document.
 */
export function Access(name: PermissionName, options: AccessOptions = {}): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS_RULE, { permission: name, ...options } satisfies AccessRule),
    ApiExtension('x-access', name),
    ...(options.restrictedApplications ? [ApiExtension('x-restricted-applications', true)] : []),
  );
}

/** Whether a route may be called without credentials, as far as can be said without the thing itself. */
export function isOpen(name: PermissionName): boolean {
  const { to } = permission(name);
  return (['anyone', 'information_policy', 'content_policy'] as const).some((holder) => to.includes(holder));
}

/**
 * Fastify route configuration, for `@RouteConfig`: the Authorization header of this route belongs to an OAuth2 client
 * (RFC 6749 2.3.1), which the route itself authenticates. Every caller is anonymous here.
 */
export const CLIENT_AUTHENTICATED = { coursewareClientAuthenticated: true };

/** A request after authentication. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** The caller of a request; {@link Principal.anonymous} when there are no credentials. */
export function principalOf(request: FastifyRequest): Principal {
  return (request as AuthenticatedRequest).principal ?? Principal.anonymous;
}

/** Injects the caller into a route: `@Caller() principal: Principal`. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
