/**
 * What is counted apart from the rest (SPEC R-16). `failed_sign_ins` are requests whose credentials were wrong: only they
 * count, and only they are refused.
 */
export type RateClass = 'reads' | 'writes' | 'sign_ins' | 'failed_sign_ins';

/** Where a caller stands in the window that runs now. */
export interface RateStanding {
  /** False once more than the limit were counted. */
  readonly allowed: boolean;
  /** Requests that the window allows. */
  readonly limit: number;
  /** How many of them are left. */
  readonly remaining: number;
  /** Seconds until all of them are there again; whole, and at least 1. */
  readonly resetSeconds: number;
}

/** Length of every window. */
export const WINDOW_SECONDS = 60;

/**
 * Port: counts requests by caller. In memory each process counts for itself; a store that processes share can take the
 * place of it without a change to the callers.
 */
export abstract class RateLimits {
  /** Counts one request. Null when the class has no limit. */
  abstract take(rateClass: RateClass, caller: string): Promise<RateStanding | null>;
}
