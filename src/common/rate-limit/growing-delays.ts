import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors/app-error.js';

/** People mistype; from then on each attempt waits twice as long as the one before. */
const FREE_ATTEMPTS = 5;
const FIRST_SECONDS = 10;
const LONGEST_SECONDS = 900;
/** Whoever was silent for as long begins anew. */
const REMEMBERED_MS = 3_600_000;
const MOST_REMEMBERED = 50_000;

interface Attempts {
  readonly count: number;
  /** Milliseconds since 1970; none is looked at before. */
  readonly notBefore: number;
}

/** 429: this was tried too often without success. */
export class TooManyAttemptsError extends AppError {
  constructor(seconds: number) {
    super(
      'rate_limited',
      `This was tried too often without success. Wait ${seconds} s, as Retry-After says; every further attempt waits longer.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  }
}

/**
 * Slows guessing down (operations.md C1.2): of one thing, such as the password of one account from one address. Attempts
 * during a delay are not counted, so that nobody is locked out for good. Each process counts for itself.
 */
@Injectable()
export class GrowingDelays {
  private readonly attempts = new LRUCache<string, Attempts>({ max: MOST_REMEMBERED, ttl: REMEMBERED_MS });

  /**
   * Counts an attempt before its outcome is known, so that many at once are no way around.
   * @throws TooManyAttemptsError
   */
  take(what: string): void {
    const now = Date.now();
    const { count, notBefore } = this.attempts.get(what) ?? { count: 0, notBefore: 0 };
    if (now < notBefore) throw new TooManyAttemptsError(Math.ceil((notBefore - now) / 1000));
    const delay =
      count + 1 < FREE_ATTEMPTS ? 0 : Math.min(FIRST_SECONDS * 2 ** (count + 1 - FREE_ATTEMPTS), LONGEST_SECONDS);
    this.attempts.set(what, { count: count + 1, notBefore: now + delay * 1000 });
  }

  /** To be called after a success. */
  forget(what: string): void {
    this.attempts.delete(what);
  }
}
