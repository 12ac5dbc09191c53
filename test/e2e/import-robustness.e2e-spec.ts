import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DataSource } from 'typeorm';
import { AccountsService } from '../../src/modules/accounts/index.js';
import { AccessTokens } from '../../src/modules/oauth2/index.js';
import { COURSE_XML, zip } from '../../src/modules/olx/archive/archives.fixture.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { CoursewareProcess } from '../support/courseware-process.js';
import { cloneDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { courseOfUnits, ImportClient, traces, until } from '../support/import-client.js';
import { syntheticArchive } from '../support/synthetic-course.js';

const COURSE = 'course-v1:Robust+Import+R1';
const OLD = courseOfUnits({ a: '<p>The old course.</p>' });
const LARGE_BLOCKS = 20_000;

let folder: string;
let large: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'courseware-robust-'));
  large = path.join(folder, 'large.tar.gz');
  await pipeline(syntheticArchive({ blocks: LARGE_BLOCKS }), createWriteStream(large));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The service as a process of its own; resolves once it answers. */
async function startService(
  environment: NodeJS.ProcessEnv,
): Promise<{ process: CoursewareProcess; url: string; stop: () => Promise<unknown> }> {
  const port = await freePort();
  const process = CoursewareProcess.service([], { ...environment, HOST: '127.0.0.1', PORT: String(port) });
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${url}/api/`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(answers);
  return { process, url, stop: () => (process.signal('SIGTERM'), process.ended) };
}

/** A way to PostgreSQL that can be cut. */
class Wire {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private constructor(
    private readonly target: URL,
    private readonly port: number,
  ) {}

  static async to(database: string): Promise<Wire> {
    const wire = new Wire(new URL(database), await freePort());
    await wire.mend();
    return wire;
  }

  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async mend(): Promise<void> {
    this.server = createServer((client) => {
      const upstream = connect(Number(this.target.port), this.target.hostname);
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => undefined).on('close', () => (this.sockets.delete(one), other.destroy()));
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server!.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

describe('A process that dies while it imports (SPEC C-1)', () => {
  let test: TestApp;
  let staff: TestClient;
  let old: { courseVersion: string; traces: Awaited<ReturnType<typeof traces>> };

  beforeEach(async () => {
    test = await startTestApp();
    staff = test.as('chief', { isStaff: true });
    const { branches } = await new ImportClient(staff).import(COURSE, OLD);
    old = { courseVersion: branches.published, traces: await traces(test) };
  });
  afterEach(() => test?.close());

  const environment = (): NodeJS.ProcessEnv => ({
    DATABASE_URL: test.config.databaseUrl!,
    DATA_DIR: test.config.dataDir,
    PUBLIC_URL: test.config.publicUrl,
    LOG_LEVEL: 'silent',
  });

  /** The old course, whole, and nothing beside it; nobody works on it any more. */
  async function expectOldCourse(): Promise<void> {
    await until(async () => {
      const others = await test.dataSource.query<unknown[]>(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' OR wait_event_type = 'Lock'`,
      );
      return others.length === 0;
    });
    expect(await traces(test)).toEqual(old.traces);
    const { status, body } = await test.as(null)(`/api/course/v1/courses/${COURSE}/`);
    expect([status, body.version]).toEqual([200, old.courseVersion]);
    const { changed } = await new ImportClient(staff).import(COURSE, OLD);
    expect(changed).toBe(false);
  }

  it.each(['SIGTERM', 'SIGKILL'] as const)('of %s on the command line leaves the old course', async (signal) => {
    const command = CoursewareProcess.command(['import', large, '--course-key', COURSE], environment());
    await command.says(/"event":"progress","phase":"blocks","done":[1-9]/);
    command.signal(signal);
    const ended = await command.ended;
    expect(ended.code).not.toBe(0);
    expect(ended.stdout).not.toContain('"event":"report"');
    await expectOldCourse();
  });

  it('of SIGTERM at the very end, when it writes, leaves the old course or the new one, whole', async () => {
    const command = CoursewareProcess.command(['import', large, '--course-key', COURSE], environment());
    await command.says(/"phase":"(writing|assets)"|"event":"report"/);
    command.signal('SIGTERM');
    const { code } = await command.ended;
    const { body } = await staff(`/api/course/v1/courses/${COURSE}/`);
    const size = Object.keys(body.outline.blocks as object).length;
    expect([code === 0, size]).toEqual(code === 0 ? [true, LARGE_BLOCKS] : [false, 5]);
  });

  /** The service as a process of its own, on the same database and folder, with the tokens of this one. */
  async function serve(): Promise<{ process: CoursewareProcess; client: TestClient; stop: () => Promise<unknown> }> {
    const { process, url, stop } = await startService(environment());
    const client: TestClient = (target, init) => {
      const { pathname, search } = new URL(target, url);
      return staff(`${url}${pathname}${search}`, init);
    };
    return { process, client, stop };
  }

  it('of SIGTERM as a service undoes the import and says in the task that it was interrupted', async () => {
    const { process, client } = await serve();
    const task = await new ImportClient(client).start(COURSE, await readFile(large));
    await until(async () => ((await client(task)).body.progress.done as number) > 0);
    process.signal('SIGTERM');
    await process.ended;
    const { body } = await staff(new URL(task).pathname);
    expect(body).toMatchObject({ state: 'failed', result: null, error: { status: expect.any(Number) } });
    await expectOldCourse();
  });

  it('of SIGKILL as a service leaves the old course, and the next start fails its task (operations.md D10)', async () => {
    const { process, client } = await serve();
    const task = new URL(await new ImportClient(client).start(COURSE, await readFile(large))).pathname;
    await until(async () => ((await client(task)).body.progress.done as number) > 0);
    process.signal('SIGKILL');
    await process.ended;
    // The time after which silence counts as death is not waited for here.
    await test.dataSource.query(`UPDATE tasks SET heartbeat = now() - interval '10 minutes' WHERE state = 'running'`);
    const next = await serve();
    try {
      const { body } = await next.client(task);
      expect(body).toMatchObject({ state: 'failed', result: null, error: { status: expect.any(Number) } });
    } finally {
      await next.stop();
    }
    await expectOldCourse();
  });
});

describe('A database that goes away (operations.md D3)', () => {
  let test: TestApp;
  let wire: Wire;
  let direct: DataSource;
  let database: Awaited<ReturnType<typeof cloneDatabase>>;

  beforeAll(async () => {
    database = await cloneDatabase();
    wire = await Wire.to(database.url);
    test = await startTestApp({ DATABASE_URL: wire.url });
    direct = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await test.app.get(AccountsService).ensure({
      username: 'chief',
      email: 'chief@example.com',
      password: 'a long password',
      name: '',
      isStaff: true,
      isSuperuser: false,
    });
    await test.app.get(AccessTokens).issueFor('chief');
    await new ImportClient(test.as('chief', { isStaff: true })).import(COURSE, OLD);
  });
  afterAll(async () => {
    await direct?.destroy();
    await test?.close();
    await wire?.cut();
    await database?.drop();
  });

  const unavailable = {
    status: 503,
    body: { error_code: 'service_unavailable', status: 503, developer_message: expect.any(String) as string },
  };
  const list = (client = test.as(null)) => client('/api/course/v1/courses/');
  const recovered = (client = test.as(null)) => until(async () => (await list(client)).status === 200);

  it('in the middle of a request is a 503 with a body, and the service recovers by itself', async () => {
    const service = await startService({ DATABASE_URL: wire.url, LOG_LEVEL: 'silent' });
    const client: TestClient = (target) => test.as(null)(service.url + target);
    const lock = direct.createQueryRunner();
    try {
      await lock.startTransaction();
      await lock.query('LOCK TABLE courses IN ACCESS EXCLUSIVE MODE');
      const waiting = list(client);
      await until(async () => {
        const rows = await lock.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return (rows as unknown[]).length > 0;
      });
      await wire.cut();
      expect(await waiting).toMatchObject(unavailable);
      await lock.rollbackTransaction();
      expect(await list(client)).toMatchObject(unavailable);
      await wire.mend();
      await recovered(client);
    } finally {
      await lock.release();
      await service.stop();
    }
  });

  it('while a task imports fails the task, leaves the old course, and the service takes the import afterwards', async () => {
    const staff = test.as('chief', { isStaff: true });
    const imports = new ImportClient(staff);
    const before = (await list()).text;
    const task = await imports.start(COURSE, await readFile(large));
    await until(async () => ((await staff(task)).body.progress.done as number) > 0);
    await wire.cut();
    expect((await list()).status).toBe(503);
    await wire.mend();
    await recovered();
    const ended = await until(async () => {
      const { body } = await staff(task);
      return body?.state === 'failed' && body;
    });
    expect(ended.error.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(ended.error)).not.toMatch(/ECONN|queryable|127\.0\.0\.1/);
    expect((await list()).text).toBe(before);
    expect((await imports.import(COURSE, OLD)).changed).toBe(false);
  });
});

/** A disk of two megabytes, where the system lets this account make one. */
function smallDisk(): { folder: string; remove: () => void } | null {
  const disk = mkdtempSync(path.join(tmpdir(), 'courseware-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    rmSync(disk, { recursive: true });
    return null;
  }
  return {
    folder: disk,
    remove: () => {
      execFileSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    },
  };
}

const probe = smallDisk();
probe?.remove();
if (!probe) console.info('This account may not mount a small disk: the specs of a full disk are passed over.');

(probe ? describe : xdescribe)('A full disk', () => {
  let disk: { folder: string; remove: () => void };
  const film = { name: 'course/static/film.mp4', content: randomBytes(4_000_000) };
  const asset = courseOfUnits({ a: '<p>Text.</p>' }, [film]);
  const archives: [string, Buffer][] = [
    ['film.tar.gz', asset],
    ['film.zip', zip([COURSE_XML, film])],
  ];
  beforeEach(() => {
    disk = smallDisk()!;
  });
  afterEach(() => disk.remove());

  it.each(archives)('where %s is unpacked is a 503 that says so, and nothing is left', async (fileName, archive) => {
    const test = await startTestApp({ DATA_DIR: disk.folder });
    try {
      const before = await traces(test);
      const { status, body } = await new ImportClient(test.as('chief', { isStaff: true })).post(
        COURSE,
        archive,
        {},
        fileName,
      );
      expect([status, body.error_code]).toEqual([503, 'service_unavailable']);
      expect(body.detail).toMatch(/no room/);
      expect(await traces(test)).toEqual(before);
      expect((await new ImportClient(test.as('chief', { isStaff: true })).import(COURSE, OLD)).changed).toBe(true);
    } finally {
      await test.close();
    }
  });

  it('where assets are kept fails the task with a 503 that says so, and nothing is left', async () => {
    const store = path.join(disk.folder, 'assets');
    mkdirSync(store);
    const test = await startTestApp({ ASSET_STORE_URL: `file://${store}/` });
    try {
      const before = await traces(test);
      const imports = new ImportClient(test.as('chief', { isStaff: true }));
      const task = await imports.ended(await imports.start(COURSE, asset));
      expect(task).toMatchObject({ state: 'failed', error: { status: 503, detail: expect.stringMatching(/full/) } });
      expect(await traces(test)).toEqual(before);
    } finally {
      await test.close();
    }
  });

  it.each(archives)(
    'ends the import of %s on the command line with 1 and plain words, and nothing is left',
    async (fileName, bytes) => {
      const test = await startTestApp();
      try {
        const archive = path.join(folder, fileName);
        writeFileSync(archive, bytes);
        const before = await traces(test);
        const { code, stderr } = await CoursewareProcess.command(['import', archive], {
          DATABASE_URL: test.config.databaseUrl!,
          DATA_DIR: disk.folder,
        }).ended;
        expect(code).toBe(1);
        expect(stderr).toMatch(/disk is full/i);
        expect(stderr).not.toMatch(/^\s+at /m);
        expect(await traces(test)).toEqual(before);
      } finally {
        await test.close();
      }
    },
  );
});
