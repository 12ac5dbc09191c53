import { jest } from '@jest/globals';
import { GrowingDelays, TooManyAttemptsError } from './growing-delays.js';

describe('attempts that fail (operations.md C1.2)', () => {
  let delays: GrowingDelays;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    delays = new GrowingDelays();
  });
  afterEach(() => jest.useRealTimers());

  /** Seconds that the next attempt has to wait; 0 when it was counted. */
  function attempt(what = 'a'): number {
    try {
      delays.take(what);
      return 0;
    } catch (error) {
      expect(error).toBeInstanceOf(TooManyAttemptsError);
      return Number((error as TooManyAttemptsError).headers['retry-after']);
    }
  }

  it('are free five times; then each waits twice as long, up to a quarter of an hour', () => {
    expect(Array.from({ length: 5 }, () => attempt())).toEqual([0, 0, 0, 0, 0]);
    const waits: number[] = [];
    for (let times = 0; times < 9; times += 1) {
      waits.push(attempt());
      jest.setSystemTime(Date.now() + waits.at(-1)! * 1000);
      expect(attempt()).toBe(0);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });

  it('while they have to wait make nobody wait longer', () => {
    for (let times = 0; times < 5; times += 1) attempt();
    for (let times = 0; times < 50; times += 1) expect(attempt()).toBe(10);
    jest.setSystemTime(10_000);
    expect(attempt()).toBe(0);
  });

  it('at one thing keep nobody from another, and a success begins anew', () => {
    for (let times = 0; times < 6; times += 1) attempt();
    expect(attempt('b')).toBe(0);
    delays.forget('a');
    expect(attempt()).toBe(0);
  });
});
