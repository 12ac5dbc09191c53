import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.js';
import { rateClassOf } from './rate-class.js';
import { RateLimitedError } from './rate-limited-error.js';
import { RateLimits } from './rate-limits.js';

/**
 * Stops an address that keeps sending credentials which are wrong, before they are looked at: whoever guesses must not
 * learn that a guess was right (SPEC R-16). Before AccessGuard. Requests without credentials are not stopped.
 */
@Injectable()
export class FailedAuthenticationGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!authenticates(request)) return true;
    const standing = await this.limits.peek('failed_sign_ins', clientAddress(request.ip));
    if (standing && !standing.allowed) throw new RateLimitedError('failed_sign_ins', standing);
    return true;
  }
}

/** Counts the 401 answers to requests with credentials, whichever layer gave them. */
export function countFailedAuthentications(fastify: FastifyInstance, limits: RateLimits): void {
  fastify.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode === 401 && authenticates(request))
      await limits.take('failed_sign_ins', clientAddress(request.ip));
  });
}

/** Not the token endpoint: it counts every request, good or not. */
function authenticates(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined && rateClassOf(request) !== 'sign_ins';
}
