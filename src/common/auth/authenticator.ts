import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

/** Port: finds out who makes a request. The accounts module provides it. */
export abstract class Authenticator {
  /**
   * The caller, or {@link Principal.anonymous} when the request carries no credentials at all.
   * @throws AuthenticationFailedError when it carries some that are wrong: they never silently count as none
   */
  abstract authenticate(request: FastifyRequest): Promise<Principal>;
}
