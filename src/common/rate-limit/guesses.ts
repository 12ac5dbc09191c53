import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { clientAddress } from './client-address.js';
import { RateLimitedError } from './rate-limited-error.js';
import { RateLimits, type RateStanding } from './rate-limits.js';

/** What can be guessed, because people may have chosen it. Each is counted by itself. */
export type Guessed = 'unlock key' | 'client secret';

const MOST_KEPT = 10_000;

/**
 * Counts wrong guesses, by address. An address that has had its share of wrong ones is refused before the next is looked
 * at, right or wrong, until the window ends: otherwise the one that is right would still be found.
 */
@Injectable()
export class Guesses {
  private readonly refused = new LRUCache<string, RateStanding>({ max: MOST_KEPT });

  constructor(private readonly limits: RateLimits) {}

  /** @throws RateLimitedError while the address has had its share */
  check(what: Guessed, { ip }: Pick<FastifyRequest, 'ip'>): void {
    const standing = this.refused.get(keyOf(what, ip));
    if (standing) throw new RateLimitedError('failed_sign_ins', standing);
  }

  /** Counts a wrong one. @throws RateLimitedError when it is one too many */
  async countWrong(what: Guessed, { ip }: Pick<FastifyRequest, 'ip'>): Promise<void> {
    const key = keyOf(what, ip);
    const standing = await this.limits.take('failed_sign_ins', key);
    if (!standing || standing.allowed) return;
    this.refused.set(key, standing, { ttl: standing.resetSeconds * 1000 });
    throw new RateLimitedError('failed_sign_ins', standing);
  }
}

const keyOf = (what: Guessed, ip: string): string => `${what} ${clientAddress(ip)}`;
