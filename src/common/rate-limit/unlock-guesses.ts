import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { clientAddress } from './client-address.js';
import { RateLimitedError } from './rate-limited-error.js';
import { RateLimits, type RateStanding } from './rate-limits.js';

const MOST_KEPT = 10_000;

/**
 * Counts wrong unlock keys, by address. People choose these keys, so they can be guessed: an address that has had its share
 * of wrong ones is refused before the next is looked at, right or wrong, until the window ends.
 */
@Injectable()
export class UnlockGuesses {
  private readonly refused = new LRUCache<string, RateStanding>({ max: MOST_KEPT });

  constructor(private readonly limits: RateLimits) {}

  /** @throws RateLimitedError while the address has had its share */
  check({ ip }: FastifyRequest): void {
    const standing = this.refused.get(clientAddress(ip));
    if (standing) throw new RateLimitedError('failed_sign_ins', standing);
  }

  /** Counts a wrong one. @throws RateLimitedError when it is one too many */
  async countWrong({ ip }: FastifyRequest): Promise<void> {
    const address = clientAddress(ip);
    const standing = await this.limits.take('failed_sign_ins', `unlock ${address}`);
    if (!standing || standing.allowed) return;
    this.refused.set(address, standing, { ttl: standing.resetSeconds * 1000 });
    throw new RateLimitedError('failed_sign_ins', standing);
  }
}
