import { AppError } from '../errors/app-error.js';
import { type RateClass, type RateStanding, WINDOW_SECONDS } from './rate-limits.js';

const COUNTED: Readonly<Record<RateClass, string>> = {
  reads: 'requests that read',
  writes: 'requests that write',
  sign_ins: 'requests for a token',
  failed_sign_ins: 'requests with credentials that are wrong',
};

/** 429 (RFC 6585 4): says the limit, its window, and when to come back. */
export class RateLimitedError extends AppError {
  constructor(rateClass: RateClass, { limit, resetSeconds }: RateStanding) {
    super(
      'rate_limited',
      `At most ${limit} ${COUNTED[rateClass]} are answered in ${WINDOW_SECONDS} seconds. Wait ${resetSeconds} s, as Retry-After says, and watch the header RateLimit.`,
      {
        headers: { 'retry-after': String(resetSeconds) },
        extra: { limit, window_seconds: WINDOW_SECONDS },
      },
    );
  }
}
