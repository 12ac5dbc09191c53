import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppConfig } from '../config/app-config.js';
import { type RateClass, RateLimits, type RateStanding, WINDOW_SECONDS } from './rate-limits.js';

/**
 * Callers that a class remembers at a time, at about 530 bytes for a counter and its timer. Whoever has more addresses than
 * this can make the service forget the longest silent ones, not grow.
 */
const MAX_CALLERS = 50_000;

/** Counters in this process's memory. */
@Injectable()
export class MemoryRateLimits extends RateLimits {
  private readonly classes: Readonly<Record<RateClass, BoundedLimiter | null>>;

  constructor({ rateLimits: { reads, writes, signIn } }: AppConfig) {
    super();
    this.classes = {
      reads: limiter(reads),
      writes: limiter(writes),
      sign_ins: limiter(signIn),
      failed_sign_ins: limiter(signIn),
    };
  }

  override async take(rateClass: RateClass, caller: string): Promise<RateStanding | null> {
    return (await this.classes[rateClass]?.take(caller)) ?? null;
  }
}

function limiter(limit: number): BoundedLimiter | null {
  return limit === 0 ? null : new BoundedLimiter(limit, MAX_CALLERS);
}

/** A limiter that forgets the caller who was silent longest when there are too many. */
export class BoundedLimiter {
  private readonly limiter: RateLimiterMemory;
  private readonly callers: LRUCache<string, true>;

  constructor(
    private readonly limit: number,
    maxCallers: number,
  ) {
    this.limiter = new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS });
    this.callers = new LRUCache({ max: maxCallers, dispose: (_, caller) => void this.limiter.delete(caller) });
  }

  async take(caller: string): Promise<RateStanding> {
    if (!this.callers.get(caller)) this.callers.set(caller, true);
    try {
      return this.standing(await this.limiter.consume(caller));
    } catch (refused) {
      // The library rejects with its result when there are no points left.
      if (refused instanceof RateLimiterRes) return this.standing(refused);
      throw refused;
    }
  }

  private standing({ consumedPoints, remainingPoints, msBeforeNext }: RateLimiterRes): RateStanding {
    return {
      allowed: consumedPoints <= this.limit,
      limit: this.limit,
      remaining: remainingPoints,
      resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    };
  }
}
