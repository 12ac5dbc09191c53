import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../ormconfig.js';
import { Database } from '../../src/common/database/database.js';
import { PostgresCluster } from '../../src/common/database/postgres-cluster.js';
import { CoursewareProcess } from '../support/courseware-process.js';
import { historyFaults } from '../support/history-checker.js';
import { courseOfUnits, until } from '../support/import-client.js';

/** `KILL_ROUNDS=100` kills a hundred times; otherwise each victim once. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 2);
const WRITERS = 6;

const COURSE = 'course-v1:Killed+Course+R1';
const IMPORTED = 'course-v1:Killed+Imports+R1';
const block = (ref: string) => `block-v1:Killed+Course+R1+type@${ref.replace('@', '+block@')}`;

/** A request that was sent, under a key that makes it safe to send again. */
interface Sent {
  readonly message: string;
  readonly method: string;
  readonly url: string;
  readonly body?: object;
  readonly key: string;
  acknowledged: boolean;
}

/** The service as a process, over a PostgreSQL of its own that keeps its word (no `fsync=off`). */
class Machine {
  private service: CoursewareProcess | null = null;
  private token = '';
  dataSource: DataSource | null = null;

  private constructor(
    private readonly folder: string,
    private readonly cluster: PostgresCluster,
    private readonly databaseUrl: string,
    private readonly url: string,
  ) {}

  static async start(): Promise<Machine> {
    const folder = mkdtempSync(path.join(tmpdir(), 'courseware-killed-'));
    chmodSync(folder, 0o711); // PostgreSQL runs as another account when the tests run as root
    const [port, servicePort] = [await freePort(), await freePort()];
    const cluster = await PostgresCluster.at({
      directory: path.join(folder, 'postgres'),
      settings: { port: String(port) },
    });
    await cluster.ensureRunning(Date.now() + 30_000);
    const databaseUrl = cluster.url(port, 'postgres');
    await Database.migrate(databaseUrl);
    const machine = new Machine(folder, cluster, databaseUrl, `http://127.0.0.1:${servicePort}`);
    await machine.startService();
    await machine.connect();
    return machine;
  }

  async startService(): Promise<void> {
    this.service = CoursewareProcess.service([], {
      DATABASE_URL: this.databaseUrl,
      DATA_DIR: path.join(this.folder, 'data'),
      HOST: '127.0.0.1',
      PORT: new URL(this.url).port,
      PUBLIC_URL: this.url,
      LOG_LEVEL: 'fatal',
      SESSION_SECRET: 'of-a-test-that-kills-'.repeat(3),
      BOOTSTRAP_ADMIN_USERNAME: 'admin',
      BOOTSTRAP_ADMIN_PASSWORD: 'a-long-enough-password',
      BOOTSTRAP_CLIENT_ID: 'killer',
      BOOTSTRAP_CLIENT_SECRET: 'a-long-enough-secret',
      RATE_LIMIT_WRITES: '0',
      RATE_LIMIT_READS: '0',
    });
    await this.answers();
    this.token ||= await this.newToken();
  }

  /** Waits until the service can work. @throws Error when it has ended, as it must not because of a database that went */
  async answers(): Promise<void> {
    let hasEnded = false;
    void this.service!.ended.then(() => (hasEnded = true));
    await until(async () => {
      if (hasEnded) throw new Error(`The service has ended: ${JSON.stringify(await this.service!.ended)}`);
      return fetch(`${this.url}/ready/`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }

  private async newToken(): Promise<string> {
    const answer = await fetch(`${this.url}/oauth2/access_token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'killer',
        client_secret: 'a-long-enough-secret',
      }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  async killService(): Promise<void> {
    this.service!.signal('SIGKILL');
    await this.service!.ended;
    await this.startService();
  }

  async killPostgres(): Promise<void> {
    await this.dataSource?.destroy().catch(() => undefined);
    const pid = Number(readFileSync(path.join(this.folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    // Its children have to notice first; until then a new one refuses to start.
    await until(() =>
      this.cluster.ensureRunning(Date.now() + 3_000).then(
        () => true,
        () => false,
      ),
    );
    await this.connect();
    await this.answers();
  }

  private async connect(): Promise<void> {
    this.dataSource = await new DataSource(dataSourceOptions(this.databaseUrl)).initialize();
  }

  async request(method: string, target: string, body?: object | FormData, key?: string): Promise<Response> {
    const isForm = body instanceof FormData;
    return fetch(target.startsWith('http') ? target : this.url + target, {
      method,
      signal: AbortSignal.timeout(20_000),
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(key && method === 'POST' && { 'idempotency-key': key }),
        ...(body &&
          !isForm && { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
  }

  async import(course: string, archive: Buffer, message: string): Promise<string> {
    const form = new FormData();
    form.append('message', message);
    form.append('archive', new Blob([new Uint8Array(archive)]), 'course.tar.gz');
    const answer = await this.request('POST', `/api/course/v1/courses/${course}/imports/`, form);
    return ((await answer.json()) as { url: string }).url;
  }

  async stop(): Promise<void> {
    this.service?.signal('SIGTERM');
    await this.service?.ended;
    await this.dataSource?.destroy();
    await this.cluster.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('a service or a PostgreSQL that is killed in the middle of everything (SPEC C-1, C-8, R-13)', () => {
  let machine: Machine;
  let count = 0;

  beforeAll(async () => {
    machine = await Machine.start();
    const units = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`u${index}`, `<p>${index}</p>`]));
    for (const course of [COURSE, IMPORTED]) {
      const task = await machine.import(course, courseOfUnits(units), 'The first.');
      await until(
        async () => ((await (await machine.request('GET', task)).json()) as { state: string }).state === 'succeeded',
      );
    }
  }, 180_000);
  afterAll(async () => machine?.stop());

  /** The next request of a writer: patches, creations, batches, publications, moves. */
  function next(writer: number): Sent {
    count += 1;
    const message = `write ${count}`;
    const page = block(`html@page-u${count % 8}`);
    const course = `/api/course/v1/courses/${COURSE}/`;
    const xblocks = '/api/xblock/v1/xblocks/';
    const unit = block(`vertical@u${count % 8}`);
    const kinds: (readonly [string, string, object])[] = [
      ['PATCH', `${xblocks}${page}/`, { fields: { data: `<p>${message}</p>` }, message }],
      ['POST', xblocks, { parent: unit, type: 'html', block_id: `made${count}`, display_name: message, message }],
      [
        'POST',
        '/api/xblock/v1/batches/',
        {
          course: COURSE,
          message,
          operations: [
            {
              op: 'create',
              ref: 'unit',
              parent: block('sequential@subsection'),
              type: 'vertical',
              block_id: `batch${count}`,
            },
            ...[1, 2, 3].map((number) => ({
              op: 'create',
              parent: '#unit',
              type: 'html',
              block_id: `batch${count}_${number}`,
            })),
            { op: 'update', usage_key: page, display_name: message },
          ],
        },
      ],
      [
        'PATCH',
        `${xblocks}${page}/`,
        { parent: block(`vertical@u${(count + 3) % 8}`), position: 0, display_name: message, message },
      ],
      ['POST', `${course}publications/`, { message }],
    ];
    const [method, url, body] = kinds[(count + writer) % kinds.length]!;
    return { message, method, url, body, key: randomUUID(), acknowledged: false };
  }

  async function deliver(sent: Sent): Promise<number> {
    const answer = await machine.request(sent.method, sent.url, sent.body, sent.key);
    await answer.text();
    // 200 of a publication: there was nothing to publish.
    if ([201, 204].includes(answer.status)) sent.acknowledged = true;
    return answer.status;
  }

  const rows = async <Row>(statement: string, ...values: unknown[]) =>
    machine.dataSource!.query<Row[]>(statement, values);
  const OF_COURSE = 'course_id = (SELECT id FROM courses WHERE course_key = $1)';

  it.each(Array.from({ length: ROUNDS }, (_, round) => [round, round % 2 === 0 ? 'service' : 'PostgreSQL'] as const))(
    'round %i: everything acknowledged is there, nothing is half-done, and what was not acknowledged can be repeated (%s)',
    async (round, victim) => {
      const sent: Sent[] = [];
      const unexpected: unknown[] = [];
      let killed = false;
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        while (!killed) {
          const each = next(writer);
          sent.push(each);
          try {
            const status = await deliver(each);
            if (status >= 400 && !killed && status < 500) unexpected.push([each, status]);
          } catch {
            return; // nobody is there any more
          }
        }
      });
      const units = Object.fromEntries(
        Array.from({ length: 8 }, (_, index) => [`u${index}`, `<p>${round}/${index}</p>`]),
      );
      const importing = machine.import(IMPORTED, courseOfUnits(units), `import ${round}`).catch(() => null);
      await sleep(100 + Math.random() * 900);
      killed = true;
      await (victim === 'service' ? machine.killService() : machine.killPostgres());
      await Promise.all(writers);
      await importing;
      expect(unexpected).toEqual([]);

      const messages = (await rows<{ message: string }>(`SELECT message FROM versions WHERE ${OF_COURSE}`, COURSE)).map(
        ({ message }) => message,
      );
      const lost = sent.filter(({ acknowledged, message }) => acknowledged && !messages.includes(message));
      expect(lost).toEqual([]);
      // Whoever got no answer asks again; what was done is not done twice.
      const open = sent.filter(({ acknowledged, method }) => !acknowledged && method === 'POST');
      for (const each of open) {
        const status = await deliver(each);
        if (![200, 201].includes(status)) unexpected.push([each, status]);
      }
      expect(unexpected).toEqual([]);
      const after = (
        await rows<{ message: string }>(
          `SELECT message FROM versions WHERE ${OF_COURSE} AND message LIKE 'write %'`,
          COURSE,
        )
      ).map(({ message }) => message);
      expect(after.toSorted()).toEqual([...new Set(after)].toSorted());
      for (const course of [COURSE, IMPORTED]) expect(await historyFaults(machine.dataSource!, course)).toEqual([]);
      await nothingIsHalfDone();
    },
    120_000,
  );

  async function nothingIsHalfDone(): Promise<void> {
    // A batch has all of its blocks, in the version that it made.
    const parts = await rows<{ batch: string; parts: number }>(
      `SELECT split_part(split_part(block, '@', 2), '_', 1) AS batch, count(DISTINCT block)::int AS parts
         FROM blocks WHERE ${OF_COURSE} AND block ~ '@batch[0-9]+' GROUP BY 1`,
      COURSE,
    );
    expect(parts.filter((each) => each.parts !== 4)).toEqual([]);
    // An import is there as a whole: all pages of one round.
    const pages = await rows<{ data: string }>(
      `SELECT DISTINCT substring(d.content ->> 'data' FROM '<p>([0-9]+)/') AS data
         FROM blocks b JOIN definitions d ON d.guid = b.definition JOIN branches h ON h.course_id = b.course_id AND h.name = 'published'
         JOIN versions v ON v.guid = h.head AND v.line = b.line
        WHERE b.${OF_COURSE} AND b.block LIKE 'html@%' AND b.since <= v.ordinal AND v.ordinal < b.until`,
      IMPORTED,
    );
    expect(pages).toHaveLength(1);
    // One entry in the audit log for each version that somebody made, and an event for each.
    const [untold] = await rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM versions v WHERE ${OF_COURSE} AND message LIKE 'write %'
          AND NOT EXISTS (SELECT FROM audit_entries a WHERE a.version = v.guid)`,
      COURSE,
    );
    expect(untold).toEqual({ count: 0 });
    const [unheard] = await rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM versions v WHERE ${OF_COURSE} AND NOT EXISTS (SELECT FROM events e WHERE e.version = v.guid)`,
      COURSE,
    );
    expect(unheard).toEqual({ count: 0 });
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
