import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { pack } from 'tar-stream';
import { AppConfig } from '../../src/common/config/app-config.js';
import { CoursewareProcess, type Ended } from '../support/courseware-process.js';
import { cloneDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';

const SAMPLE_KEY = 'course-v1:Courseware+Tides101+2026';
const started: CoursewareProcess[] = [];

/** The service as its own process. */
async function serve(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ process: CoursewareProcess; url: string }> {
  const port = await freePort();
  const process = CoursewareProcess.service(args, { HOST: '127.0.0.1', PORT: String(port), ...environment });
  started.push(process);
  return { process, url: `http://127.0.0.1:${port}` };
}

/** Resolves once the service answers; rejects when it has ended instead. */
async function answers({ process, url }: { process: CoursewareProcess; url: string }): Promise<void> {
  let ended: Ended | null = null;
  void process.ended.then((how) => (ended = how));
  for (const deadline = Date.now() + 25_000; Date.now() < deadline;) {
    if (
      await fetch(`${url}/api/`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    if (ended) throw new Error(`It ended: ${(ended as Ended).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It never answered.');
}

async function stop({ process }: { process: CoursewareProcess }): Promise<Ended> {
  process.signal('SIGTERM');
  return process.ended;
}

/** A `.tar.gz` of a course that takes seconds to import. */
async function largeArchive(units: number): Promise<Blob> {
  const tar = pack();
  const archive = buffer(tar.pipe(createGzip()));
  const names = Array.from({ length: units }, (_, index) => `s${index}`);
  tar.entry({ name: 'course/course.xml' }, '<course url_name="run" org="Large" course="Course"/>');
  tar.entry({ name: 'course/course/run.xml' }, '<course display_name="Large"><chapter url_name="c"/></course>');
  tar.entry(
    { name: 'course/chapter/c.xml' },
    `<chapter>${names.map((name) => `<sequential url_name="${name}"/>`).join('')}</chapter>`,
  );
  for (const name of names) {
    // Random, since an archive that shrinks too well is refused as a bomb.
    const html = Array.from({ length: 20 }, () => `<html>${randomBytes(600).toString('base64')}</html>`).join('');
    tar.entry(
      { name: `course/sequential/${name}.xml` },
      `<sequential><vertical url_name="v${name}">${html}</vertical></sequential>`,
    );
  }
  tar.finalize();
  return new Blob([new Uint8Array(await archive)], { type: 'application/gzip' });
}

describe('The start and the end of the service', () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>;

  beforeEach(async () => {
    database = await cloneDatabase();
  });
  afterEach(async () => {
    for (const process of started.splice(0)) {
      process.signal('SIGTERM');
      await process.ended;
    }
    await database.drop();
  });

  async function rows<T extends object>(sql: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it.each(['dist/src/main.js', 'dist/src/cli/main.js'])(
    'fails on an older Node, whose version and a way out it names, before anything else: %s',
    async (program) => {
      const older = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.0"}})';
      const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` };
      const { code, stdout, stderr } = await CoursewareProcess.run(program, ['--help'], environment).ended;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^Courseware needs Node 24 and this is 20\.19\.0\. Use `npm start`.*\n$/);
    },
  );

  it('fails without a database, in plain words and without its password', async () => {
    const { process } = await serve([], { DATABASE_URL: 'postgresql://me:hidden@127.0.0.1:1/courses' });
    const { code, stdout, stderr } = await process.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/The database courses at 127\.0\.0\.1:1 cannot be used/);
    expect(stdout + stderr).not.toMatch(/hidden|^\s+at /m);
  });

  it('refuses to be a demo in production (SPEC O-2), and makes no account', async () => {
    const { process } = await serve(['--demo'], { DATABASE_URL: database.url, NODE_ENV: 'production' });
    const { code, stderr } = await process.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/NODE_ENV is production/);
    expect(await rows('SELECT 1 FROM users')).toEqual([]);
  });

  it('fails with the name of the port when another program has it', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    const { process } = await serve([], { DATABASE_URL: database.url, PORT: String(port) });
    const { code, stderr } = await process.ended;
    await new Promise((resolve) => blocker.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`${port}.*set PORT`));
  });

  it('makes no data when it is no demo', async () => {
    const service = await serve([], { DATABASE_URL: database.url });
    await answers(service);
    const { stdout } = await stop(service);
    expect(stdout).not.toContain('demo-');
    expect(await rows('SELECT 1 FROM users UNION ALL SELECT 1 FROM courses')).toEqual([]);
  });

  it('makes the bootstrap account and client, once, and leaves a changed password alone (SPEC O-2)', async () => {
    const environment = {
      DATABASE_URL: database.url,
      BOOTSTRAP_ADMIN_USERNAME: 'operator',
      BOOTSTRAP_ADMIN_PASSWORD: 'a long password',
      BOOTSTRAP_CLIENT_ID: 'lms',
      BOOTSTRAP_CLIENT_SECRET: 'a long enough client secret',
    };
    const accounts = () =>
      rows<{ username: string; is_staff: boolean; password_hash: string }>(
        'SELECT username, is_staff, password_hash FROM users',
      );
    const first = await serve([], environment);
    await answers(first);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'lms',
      client_secret: 'a long enough client secret',
    });
    expect((await fetch(`${first.url}/oauth2/access_token`, { method: 'POST', body: form })).status).toBe(200);
    await stop(first);
    const made = await accounts();
    expect(made).toMatchObject([{ username: 'operator', is_staff: true }]);
    const second = await serve([], { ...environment, BOOTSTRAP_ADMIN_PASSWORD: 'another long password' });
    await answers(second);
    expect(await accounts()).toEqual(made);
  });

  it('makes one set of demo data when two demos start at the same moment, and both serve (SPEC O-1)', async () => {
    const demos = await Promise.all([
      serve(['--demo'], { DATABASE_URL: database.url }),
      serve(['--demo'], { DATABASE_URL: database.url }),
    ]);
    await Promise.all(demos.map(answers));
    expect(await rows('SELECT username FROM users ORDER BY username')).toEqual(
      ['demo-admin', 'demo-instructor', 'demo-learner', 'demo-staff'].map((username) => ({ username })),
    );
    expect(await rows('SELECT course_key FROM courses')).toEqual([{ course_key: SAMPLE_KEY }]);
    expect(await rows('SELECT role FROM course_roles ORDER BY role')).toEqual([
      { role: 'instructor' },
      { role: 'staff' },
    ]);
    expect(await rows('SELECT is_active FROM enrollments')).toEqual([{ is_active: true }]);
    const versions = await rows<{ course_id: number }>('SELECT course_id FROM versions');
    expect(versions.length).toBeLessThanOrEqual(2);
  });

  it('prints, once it listens, what to open and how to get a token; both work as printed', async () => {
    const demo = await serve(['--demo'], { DATABASE_URL: database.url });
    // The origin of the links is the configured one; the port is that of this very service.
    const [, entry] = await demo.process.says(/(http:\S+\/api\/) /);
    const [, course] = await demo.process.says(/(http:\S+\/courses\/\S+\/) /);
    const [, form, tokenUrl] = await demo.process.says(/curl -d (.+) (http:\S+access_token)/);
    expect((await fetch(entry!)).status).toBe(200);
    expect((await fetch(course!)).status).toBe(200);
    const token = await fetch(tokenUrl!, { method: 'POST', body: new URLSearchParams(form!.replaceAll(' -d ', '&')) });
    const { access_token: jwt } = (await token.json()) as { access_token: string };
    const me = await fetch(new URL('/api/user/v1/accounts/me/', entry), {
      headers: { authorization: `Bearer ${jwt}` },
    });
    expect(await me.json()).toMatchObject({ username: 'demo-admin' });
  });

  it('ends an import on SIGTERM: nothing of it is kept, and its task says that it was interrupted', async () => {
    const service = await serve(['--demo'], { DATABASE_URL: database.url });
    await answers(service);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'demo-client',
      client_secret: 'demo-secret',
    });
    const token = await fetch(`${service.url}/oauth2/access_token`, { method: 'POST', body: form });
    const headers = { authorization: `Bearer ${((await token.json()) as { access_token: string }).access_token}` };
    const body = new FormData();
    body.set('archive', await largeArchive(600), 'large.tar.gz');
    const started = await fetch(`${service.url}/api/course/v1/courses/course-v1:Large+Course+run/imports/`, {
      method: 'POST',
      headers,
      body,
    });
    expect(started.status).toBe(202);
    const { id } = (await started.json()) as { id: string };
    const task = () =>
      rows<{ state: string; error: { detail: string } | null; progress: number }>(
        `SELECT state, error, progress_done::int AS progress FROM tasks WHERE id = '${id}'`,
      );
    while ((await task())[0]!.progress === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await stop(service);
    expect(await task()).toMatchObject([
      { state: 'failed', error: { detail: expect.stringMatching(/interrupted.*start it again/) } },
    ]);
    expect(await rows(`SELECT course_key FROM courses`)).toEqual([{ course_key: SAMPLE_KEY }]);
  });

  it('ends on SIGTERM and leaves no connection behind', async () => {
    const service = await serve([], { DATABASE_URL: database.url });
    await answers(service);
    const { code, signal } = await stop(service);
    expect([0, 'SIGTERM']).toContain(code ?? signal);
    expect(
      await rows(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      ),
    ).toEqual([]);
  });
});

describe('.env.example', () => {
  it('has every variable that the configuration reads, and no other (SPEC O-2)', () => {
    const read = new Set<string>();
    const environment = new Proxy<NodeJS.ProcessEnv>({}, { get: (_, name) => void read.add(String(name)) });
    AppConfig.from(environment);
    const written = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name!);
    expect(written.toSorted()).toEqual([...read].toSorted());
  });

  it('is a configuration that can be used as it stands, and means the defaults', () => {
    const written = Object.fromEntries(
      [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    const { sessionSecret: _one, ...configured } = AppConfig.from(written);
    const { sessionSecret: _other, ...defaults } = AppConfig.from({});
    expect(configured).toEqual(defaults);
  });
});
