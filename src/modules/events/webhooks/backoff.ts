/** By how much a delay is longer or shorter, so that what failed together is not tried again together. */
const JITTER = 0.2;

/**
 * How long to wait before the next attempt, in milliseconds.
 * @param delays seconds before the second attempt, the third, and so on
 * @param attempts how many have failed
 * @param random from 0 up to 1
 * @returns null when it has been tried often enough
 */
export function delayAfter(delays: readonly number[], attempts: number, random = Math.random()): number | null {
  const delay = delays[attempts - 1];
  return delay === undefined ? null : Math.round(delay * 1000 * (1 - JITTER + 2 * JITTER * random));
}
