import { AppConfig } from '../../../common/config/app-config.js';
import { delayAfter } from './backoff.js';

describe('The wait before another attempt', () => {
  const delays = [5, 60, 3600];

  it('grows with the attempts, and ends', () => {
    expect([1, 2, 3, 4].map((attempts) => delayAfter(delays, attempts, 0.5))).toEqual([5000, 60_000, 3_600_000, null]);
  });

  it('differs by up to a fifth, so that receivers are not met by all at once', () => {
    expect(delayAfter(delays, 2, 0)).toBe(48_000);
    expect(delayAfter(delays, 2, 0.999_999)).toBeCloseTo(72_000, -1);
  });

  it('is about a day in all, unless the operator says otherwise', () => {
    const all = AppConfig.from({}).webhooks.retryDelays.reduce((sum, delay) => sum + delay, 0);
    expect(all).toBeGreaterThan(20 * 3600);
    expect(all).toBeLessThan(30 * 3600);
    expect(AppConfig.from({ WEBHOOK_RETRY_DELAYS: '1, 2' }).webhooks.retryDelays).toEqual([1, 2]);
  });
});
