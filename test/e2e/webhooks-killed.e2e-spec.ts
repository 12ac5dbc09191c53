import { createServer } from 'node:net';
import pg from 'pg';
import { CoursewareProcess } from '../support/courseware-process.js';
import { cloneDatabase } from '../support/database.js';
import { until } from '../support/import-client.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

/** It starts processes, which takes its time on a busy machine. */
const LONG = 180_000;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('Processes that are killed (operations.md D11 "none lost")', () => {
  let database: { url: string; drop: () => Promise<void> };
  let client: pg.Client;
  let receiver: WebhookReceiver;
  const processes: CoursewareProcess[] = [];

  beforeAll(async () => {
    database = await cloneDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    receiver = await WebhookReceiver.start();
  });
  afterAll(async () => {
    for (const process of processes) process.signal('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
    await receiver?.close();
    await client?.end();
    await database?.drop();
  });

  async function start(): Promise<CoursewareProcess> {
    const port = await freePort();
    const process = CoursewareProcess.service([], {
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: database.url,
      LOG_LEVEL: 'warn',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      WEBHOOK_TIMEOUT: '1',
    });
    processes.push(process);
    await until(
      () =>
        fetch(`http://127.0.0.1:${port}/health/`).then(
          ({ ok }) => ok,
          () => false,
        ),
      100,
    );
    return process;
  }

  const register = (username: string, isStaff = false) =>
    client.query('INSERT INTO users (username, email, is_staff) VALUES ($1, $1 || $2, $3)', [
      username,
      '@example.org',
      isStaff,
    ]);
  const told = () => receiver.received.map(({ body }) => body.subject as string);

  it(
    'lose nothing: what was being sent, and what was committed and not yet sent, comes from the next one, in order',
    async () => {
      await register('operator', true);
      await client.query(
        `INSERT INTO webhooks (uuid, owner_id, url, event_types, secret, position)
       SELECT gen_random_uuid(), id, $1, '{*.registration.*}', $2, 0 FROM users WHERE username = 'operator'`,
        [receiver.url, SECRET],
      );
      const first = await start();
      await until(async () => told().includes('operator'));
      // The receiver says nothing, so that the process dies in the middle of a delivery.
      receiver.answer = () => new Promise(() => undefined);
      await register('under-way');
      await until(async () => told().includes('under-way'));
      first.signal('SIGKILL');
      await first.ended;
      await register('committed');
      receiver.answer = () => ({ status: 200 });
      const count = receiver.received.length;
      await start();
      await until(async () => told().slice(count).includes('committed'));
      expect(told().slice(count)).toEqual(['under-way', 'committed']);
      await until(async () => (await client.query('SELECT FROM webhook_jobs')).rowCount === 0);
    },
    LONG,
  );

  it(
    'share the work: of two processes each event is sent by one, in its order',
    async () => {
      await start();
      const before = receiver.received.length;
      for (let index = 0; index < 20; index += 1) await register(`shared-${index}`);
      await until(async () => receiver.received.length >= before + 20, 100);
      expect(told().slice(before)).toEqual(Array.from({ length: 20 }, (_, index) => `shared-${index}`));
    },
    LONG,
  );
});
