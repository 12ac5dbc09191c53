import type { PoolClient } from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';

type Checkout = (
  done: (error: Error | undefined, client: PoolClient, release: (error?: Error) => void) => void,
) => void;

describe('a connection that breaks (SPEC C-8, O-4)', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  it('in the moment in which it passes from the pool to whoever asked does not end the process', async () => {
    const { master } = service.dataSource.driver as unknown as { master: { connect: Checkout } };
    await new Promise<void>((resolve, reject) => {
      master.connect((error, client, release) => {
        if (error) return reject(error);
        try {
          // Nobody has had the time to listen; without a listener this throws.
          client.emit('error', Object.assign(new Error('terminating connection'), { code: '57P01' }));
          release(new Error('It broke.'));
          resolve();
        } catch (thrown) {
          reject(thrown as Error);
        }
      });
    });
    const [row] = await service.dataSource.query<{ one: number }[]>('SELECT 1 AS one');
    expect(row).toEqual({ one: 1 });
  });
});
