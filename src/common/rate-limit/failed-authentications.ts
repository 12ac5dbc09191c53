import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AppError } from '../errors/app-error.js';
import { clientAddress } from './client-address.js';
import { rateClassOf } from './rate-class.js';
import { RateLimitedError } from './rate-limited-error.js';
import { RateLimits } from './rate-limits.js';

/**
 * Counts requests whose credentials are wrong, by address (SPEC R-16). Only such requests are refused: tokens are signed
 * and cannot be guessed, and others behind the same address have done nothing.
 */
@Injectable()
export class FailedAuthentications {
  constructor(private readonly limits: RateLimits) {}

  /**
   * What to answer to one that failed: the failure itself, or 429 once the address has had its share. Not counted are what
   * machines watch, and the token endpoint, which counts every request, good or not.
   */
  async answerTo(failure: AppError, request: FastifyRequest): Promise<AppError> {
    const rateClass = rateClassOf(request);
    if (rateClass === null || rateClass === 'sign_ins') return failure;
    const standing = await this.limits.take('failed_sign_ins', clientAddress(request.ip));
    return !standing || standing.allowed ? failure : new RateLimitedError('failed_sign_ins', standing);
  }
}
