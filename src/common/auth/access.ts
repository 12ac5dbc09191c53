import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Principal } from './principal.js';

/**
 * Who may call a route (SPEC section 8). What depends on the course or the object is decided by the service with
 * {@link CourseAccess}; this is the outer door.
 *
 * - `anyone`: also without credentials;
 * - `signed_in`: any account;
 * - `course_content`: signed in; the service then asks for enrollment or a course role in the course that the key names;
 * - `global_staff`: global staff and superusers.
 */
export type AccessRule = 'anyone' | 'signed_in' | 'course_content' | 'global_staff';

export const ACCESS_RULE = 'courseware:access';

/**
 * Declares who may call a route. Every route has one: a route without it does not start (AccessGuard), and the same
 * declaration writes the security of the operation into the OpenAPI document.
 */
export function Access(rule: AccessRule): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS_RULE, rule),
    ApiExtension('x-access', rule),
    ...(rule === 'anyone' ? [] : [ApiBearerAuth('oauth2_token')]),
  );
}

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
