import { AppConfig } from '../config/app-config.js';
import { BoundedLimiter, MemoryRateLimits } from './memory-rate-limits.js';

describe('MemoryRateLimits (SPEC R-16)', () => {
  const limits = (environment: NodeJS.ProcessEnv = {}) => new MemoryRateLimits(AppConfig.from(environment));

  it('refuses what comes after the limit, and says when to come back', async () => {
    const { take } = bound(limits({ RATE_LIMIT_WRITES: '2' }));
    expect([await take('writes', 'a'), await take('writes', 'a'), await take('writes', 'a')]).toMatchObject([
      { allowed: true, limit: 2, remaining: 1, resetSeconds: 60 },
      { allowed: true, limit: 2, remaining: 0 },
      { allowed: false, limit: 2, remaining: 0, resetSeconds: expect.any(Number) },
    ]);
  });

  it('counts callers apart, and classes apart', async () => {
    const { take } = bound(limits({ RATE_LIMIT_WRITES: '1', RATE_LIMIT_SIGN_IN: '1' }));
    for (const [rateClass, caller] of [
      ['writes', 'a'],
      ['writes', 'b'],
      ['sign_ins', 'a'],
      ['failed_sign_ins', 'a'],
    ] as const) {
      expect(await take(rateClass, caller)).toMatchObject({ allowed: true, remaining: 0 });
    }
    expect(await take('writes', 'a')).toMatchObject({ allowed: false });
  });

  it('has no limit where 0 is configured', async () => {
    const { take } = bound(limits({ RATE_LIMIT_READS: '0' }));
    expect(await take('reads', 'a')).toBeNull();
  });

  it('forgets whoever was silent longest when there are too many, and so does not grow', async () => {
    const limiter = new BoundedLimiter(1, 2);
    for (const caller of ['a', 'b', 'a', 'c']) await limiter.take(caller);
    expect(await limiter.take('c')).toMatchObject({ allowed: false });
    expect(await limiter.take('b')).toMatchObject({ allowed: true });
  });
});

function bound(limits: MemoryRateLimits) {
  return { take: limits.take.bind(limits) };
}
