import { setImmediate } from 'node:timers/promises';
import { AppConfig } from '../../common/config/app-config.js';
import { Guesses } from '../../common/rate-limit/guesses.js';
import { MemoryRateLimits } from '../../common/rate-limit/memory-rate-limits.js';
import { RateLimitedError } from '../../common/rate-limit/rate-limited-error.js';
import { ClientAuthentication } from './client-authentication.js';
import type { ClientsService } from './clients.service.js';
import type { OauthClientEntity } from './oauth-client.entity.js';

const CLIENT = { clientId: 'worker' } as OauthClientEntity;

describe('the secret of a client (operations.md C1.2)', () => {
  /** What comes of so many attempts that begin in the same moment and are decided one after the other, the right one last. */
  async function burst(attempts: number, limit: string): Promise<PromiseSettledResult<OauthClientEntity | null>[]> {
    let queue = Promise.resolve();
    const clients = {
      authenticate: async (_: string, secret: string) => {
        await (queue = queue.then(() => setImmediate()));
        return secret === 'right' ? CLIENT : null;
      },
    };
    const guesses = new Guesses(new MemoryRateLimits(AppConfig.from({ RATE_LIMIT_SIGN_IN: limit })));
    const authentication = new ClientAuthentication(clients as unknown as ClientsService, guesses);
    const secrets = [...Array<string>(attempts - 1).fill('wrong'), 'right'];
    const attempt = (secret: string) =>
      authentication.authenticate({ ip: '192.0.2.1' }, { clientId: 'worker', secret });
    return Promise.allSettled(secrets.map(attempt));
  }

  it('is not found by many guesses in the same moment', async () => {
    const answers = await burst(50, '3');
    expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(40);
    expect(answers.at(-1)).toEqual({ status: 'rejected', reason: expect.any(RateLimitedError) as unknown });
  });

  it('is taken after a few wrong ones', async () => {
    expect((await burst(3, '3')).at(-1)).toEqual({ status: 'fulfilled', value: CLIENT });
  });
});
