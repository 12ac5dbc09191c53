import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestApp, type TestApp } from '../support/app.js';
import { CoursewareProcess, type Ended } from '../support/courseware-process.js';

const SAMPLE = path.resolve('sample-course/course');
const SAMPLE_KEY = 'course-v1:Courseware+Tides101+2026';
/** Nothing listens there: the port is reserved (RFC 6335, 8.1.2). */
const NO_DATABASE = 'postgresql://me:hidden@127.0.0.1:1/courses';

/** The JSON lines that a command wrote. */
function events({ stdout }: Ended): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** An OLX folder that takes a while to import. */
function largeCourse(folder: string, units: number): string {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  write('course.xml', '<course url_name="run" org="Large" course="Course"/>');
  const indices = Array.from({ length: units }, (_, index) => index);
  write('course/run.xml', `<course display_name="Large"><chapter url_name="c"/></course>`);
  write('chapter/c.xml', `<chapter>${indices.map((i) => `<sequential url_name="s${i}"/>`).join('')}</chapter>`);
  for (const i of indices) {
    write(
      `sequential/s${i}.xml`,
      `<sequential><vertical url_name="v${i}">${`<html>${'text '.repeat(200)}</html>`.repeat(20)}</vertical></sequential>`,
    );
  }
  return folder;
}

describe('The command line (SPEC O-3)', () => {
  let test: TestApp;
  let folder: string;

  beforeAll(async () => {
    test = await startTestApp();
    folder = mkdtempSync(path.join(tmpdir(), 'courseware-olx-'));
  });
  afterAll(async () => {
    await test?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command against the database and the origin of the running service. */
  function command(args: readonly string[], input = '', environment: NodeJS.ProcessEnv = {}): CoursewareProcess {
    const { databaseUrl, publicUrl, dataDir } = test.config;
    return CoursewareProcess.command(
      args,
      { DATABASE_URL: databaseUrl!, PUBLIC_URL: publicUrl, DATA_DIR: dataDir, ...environment },
      input,
    );
  }
  const courseware = (args: readonly string[], input?: string) => command(args, input).ended;

  async function courses(like: string): Promise<number> {
    const rows = await test.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM courses WHERE course_key LIKE $1',
      [like],
    );
    return rows[0]!.count;
  }

  describe('used wrongly', () => {
    it.each([
      [['export-everything']],
      [['import']],
      [['import', SAMPLE, '--course-key', 'nonsense']],
      [['import', SAMPLE, '--brunch', 'x']],
      [['users', 'create', 'robin']],
      [['users', 'create', 'robin', '--email', 'robin@example.org']],
      [['clients', 'create', 'Search']],
      [['organizations', 'create']],
      [['organizations', 'delegate', 'UTx']],
      [[]],
    ])('ends with 2 and says how it is used: %j', async (args) => {
      const { code, stderr } = await courseware(args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/error: |Usage: |password/);
      expect(stderr).not.toMatch(/^\s+at /m);
    });
  });

  describe('without what it needs', () => {
    it('says that there is no database, without its password and without a stack', async () => {
      const { code, stdout, stderr } = await CoursewareProcess.command(['import', SAMPLE], {
        DATABASE_URL: NO_DATABASE,
      }).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^The database courses at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.*Check DATABASE_URL/,
      );
      expect(stdout + stderr).not.toMatch(/hidden|^\s+at /m);
    });

    it('names every variable that is wrong', async () => {
      const { code, stderr } = await CoursewareProcess.command(['migrate'], { PORT: 'http', DATABASE_URL: 'mysql://x' })
        .ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/PORT must be.*DATABASE_URL must be/s);
    });

    it('says what is wrong with the place for its data', async () => {
      const file = path.join(folder, 'a-file');
      writeFileSync(file, '');
      const { code, stderr } = await command(['import', SAMPLE], '', { DATA_DIR: file }).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/a-file.* has a file where a folder is needed/);
    });

    it('says that there is no such archive', async () => {
      const { code, stderr } = await courseware(['import', 'curse.tar.gz']);
      expect([code, stderr.includes('curse.tar.gz')]).toEqual([1, true]);
      expect(stderr).not.toMatch(/^\s+at /m);
    });
  });

  describe('import', () => {
    it('refuses a corrupt archive and keeps nothing of it', async () => {
      const archive = path.join(folder, 'corrupt.tar.gz');
      writeFileSync(
        archive,
        Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), Buffer.alloc(5000, 0x55)]),
      );
      const before = await courses('%');
      const ended = await courseware(['import', archive]);
      expect(ended.code).toBe(1);
      expect(events(ended).at(-1)).toMatchObject({ event: 'failed', error_code: 'invalid_archive' });
      expect(ended.stderr.trim()).not.toBe('');
      expect(await courses('%')).toBe(before);
    });

    it.each([
      ['SIGTERM', 143],
      ['SIGINT', 130],
    ] as const)('leaves nothing half done when %s comes in the middle', async (signal, code) => {
      const process = command(['import', largeCourse(path.join(folder, signal), 400)]);
      await process.says(/"event":"progress"/);
      process.signal(signal);
      const ended = await process.ended;
      expect(ended.code).toBe(code);
      expect(ended.stderr).toContain('Interrupted. Nothing was changed.');
      expect(events(ended).at(-1)).toMatchObject({ event: 'failed', error_code: 'interrupted' });
      expect(await courses('%Large%')).toBe(0);
    });

    it('writes nothing in a dry run, and reports all the same', async () => {
      const ended = await courseware(['import', SAMPLE, '--course-key', 'course-v1:Dry+Run+1', '--dry-run']);
      expect(ended.code).toBe(0);
      expect(events(ended).at(-1)).toMatchObject({
        event: 'report',
        dry_run: true,
        course_key: 'course-v1:Dry+Run+1',
        blocks: { published: { course: 1 } },
      });
      expect(await courses('%Dry%')).toBe(0);
    });

    it('ends with a report, its course is there to read, and a second time changes nothing (SPEC C-10)', async () => {
      const ended = await courseware(['import', SAMPLE, '--message', 'The first time']);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      const report = events(ended).at(-1)!;
      expect(report).toMatchObject({
        event: 'report',
        course_key: SAMPLE_KEY,
        changed: true,
        dry_run: false,
        drafts: 2,
      });
      expect(events(ended)[0]).toMatchObject({ event: 'progress', unit: 'blocks' });
      expect((await test.as(null)(report.url as string)).status).toBe(200);
      expect(events(await courseware(['import', SAMPLE])).at(-1)).toMatchObject({ event: 'report', changed: false });
    });
  });

  describe('accounts and clients', () => {
    it('refuses an account whose name is taken, and says so', async () => {
      await courseware(['users', 'create', 'taken', '--email', 'taken@example.org', '--password', 'long enough']);
      const { code, stderr } = await courseware([
        'users',
        'create',
        'TAKEN',
        '--email',
        'other@example.org',
        '--password',
        'long enough',
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain('"TAKEN"');
    });

    it('prints no token of nobody, and none of a disabled account', async () => {
      expect(await courseware(['token', 'nobody-at-all'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('"nobody-at-all"'),
      });
      await courseware(['users', 'create', 'gone', '--email', 'gone@example.org', '--password', 'long enough']);
      expect((await courseware(['users', 'disable', 'gone'])).code).toBe(0);
      expect((await courseware(['token', 'gone'])).code).toBe(1);
      expect((await courseware(['users', 'enable', 'gone'])).code).toBe(0);
      expect((await courseware(['token', 'gone'])).code).toBe(0);
    });

    it('makes an account with a password from standard input, whose token the service takes', async () => {
      const made = await courseware(
        ['users', 'create', 'robin', '--email', 'robin@example.org', '--staff'],
        'correct horse\n',
      );
      expect(events(made)).toEqual([
        { event: 'user_created', username: 'robin', url: `${test.config.publicUrl}/api/user/v1/accounts/robin/` },
      ]);
      const { stdout } = await courseware(['token', 'robin']);
      expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      const answer = await test.as(null)('/api/user/v1/accounts/me/', {
        headers: { authorization: `JWT ${stdout.trim()}` },
      });
      expect(answer.body).toMatchObject({ username: 'robin' });
    });

    it('changes a password', async () => {
      const hash = async () =>
        (
          await test.dataSource.query<{ hash: string }[]>(
            `SELECT password_hash AS hash FROM users WHERE username = 'changer'`,
          )
        )[0]!.hash;
      await courseware(['users', 'create', 'changer', '--email', 'changer@example.org'], 'the first one');
      const before = await hash();
      expect((await courseware(['users', 'set-password', 'changer'], 'short')).code).toBe(1);
      expect(await hash()).toBe(before);
      expect((await courseware(['users', 'set-password', 'changer'], 'the second one')).code).toBe(0);
      expect(await hash()).not.toBe(before);
    });

    it('makes a client whose secret gets a token (SPEC X-1)', async () => {
      await courseware(['users', 'create', 'owner', '--email', 'owner@example.org', '--password', 'long enough']);
      const [client] = events(
        await courseware(['clients', 'create', 'Search', '--user', 'owner', '--scope', 'read', '--scope', 'profile']),
      );
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        token_type: 'jwt',
        client_id: client!.client_id as string,
        client_secret: client!.client_secret as string,
      });
      const { status, body } = await test.as(null)('/oauth2/access_token', { method: 'POST', body: form });
      expect([status, body.token_type, body.scope]).toEqual([200, 'JWT', 'read profile']);
    });
  });

  describe('organizations (SPEC E-3)', () => {
    it.each([
      [['create', 'No-such.chem'], /no organization "No-such" above it/],
      [['create', 'a..b'], /must be such as UTx/],
      [['delegate', 'Nowhere', 'admin'], /no organization "Nowhere"/],
    ])('%j fails with 1 and says why', async (args, reason) => {
      const { code, stderr } = await courseware(['organizations', ...args]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(reason)]);
    });

    it('are made, and get and lose a delegate, who must be known', async () => {
      await test.as('robin-delegate')('/api/');
      const made = await courseware(['organizations', 'create', 'UTx', '--name', 'University of Tides']);
      expect(events(made)).toEqual([
        {
          event: 'organization_created',
          code: 'UTx',
          url: `${test.config.publicUrl}/api/organization/v1/organizations/UTx/`,
        },
      ]);
      expect((await courseware(['organizations', 'create', 'utx'])).code).toBe(1);
      expect((await courseware(['organizations', 'delegate', 'UTx', 'no-such-person'])).code).toBe(1);
      const status = async () =>
        (await test.as('robin-delegate')('/api/organization/v1/organizations/UTx/delegates/me/')).status;
      expect((await courseware(['organizations', 'delegate', 'utx', 'Robin-Delegate'])).code).toBe(0);
      expect(await status()).toBe(200);
      expect((await courseware(['organizations', 'delegate', 'UTx', 'robin-delegate', '--remove'])).code).toBe(0);
      expect(await status()).toBe(404);
    });
  });

  it('migrates an up-to-date database without a word of warning', async () => {
    const ended = await courseware(['migrate']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(events(ended)).toEqual([{ event: 'migrated', migrations: expect.any(Number), latest: expect.any(String) }]);
  });

  it('documents its exit codes, and has an example for each command', async () => {
    expect((await courseware(['--help'])).stdout).toMatch(/Exit codes:\s+0 .*1 .*2 .*130/s);
    const commands = [
      ['import'],
      ['users', 'create'],
      ['users', 'set-password'],
      ['clients', 'create'],
      ['organizations', 'create'],
      ['organizations', 'delegate'],
      ['token'],
      ['migrate'],
    ];
    for (const { code, stdout } of await Promise.all(commands.map((args) => courseware([...args, '--help'])))) {
      expect([code, stdout]).toEqual([0, expect.stringMatching(/npx courseware/)]);
    }
  });

  it('is installed under the name that package.json gives it', async () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { courseware: string } };
    expect(await CoursewareProcess.run(manifest.bin.courseware, ['--version'], {}).ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});
