import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../auth/access.js';
import { clientAddress } from './client-address.js';
import { rateClassOf } from './rate-class.js';
import { RateLimitedError } from './rate-limited-error.js';
import { RateLimits, WINDOW_SECONDS } from './rate-limits.js';

/**
 * Counts every request against its caller's limit and says on the answer where the caller stands (SPEC R-16;
 * draft-ietf-httpapi-ratelimit-headers-10). After AuthenticationGuard, which finds out who the caller is.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const rateClass = rateClassOf(request);
    const standing = rateClass && (await this.limits.take(rateClass, callerOf(request)));
    if (!standing) return true;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    void reply
      .header('ratelimit-policy', `"${rateClass}";q=${standing.limit};w=${WINDOW_SECONDS}`)
      .header('ratelimit', `"${rateClass}";r=${standing.remaining};t=${standing.resetSeconds}`);
    if (!standing.allowed) throw new RateLimitedError(rateClass, standing);
    return true;
  }
}

/** The account, wherever it signs in from; the address of everybody else. A username holds no ":" (SPEC section 2). */
function callerOf(request: FastifyRequest): string {
  const { username } = principalOf(request);
  return username === null ? `address:${clientAddress(request.ip)}` : `account:${username}`;
}
