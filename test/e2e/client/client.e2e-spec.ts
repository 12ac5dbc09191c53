import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { tarGz } from '../../../src/modules/olx/archive/archives.fixture.js';
import { AccountsService } from '../../../src/modules/accounts/index.js';
import { ClientsService } from '../../../src/modules/oauth2/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { membersOf } from '../../support/import-client.js';
import { importSample, importXml, SAMPLE } from '../contract/sample-course.js';

const run = promisify(execFile);
const CLIENT = { clientId: 'generated-client', secret: 'its-secret-of-many-letters' };
const MINUTES = 60_000;

/** What the program says that it has seen; its own file tells what each name is. */
type Seen = Readonly<Record<string, unknown>>;

/** A folder as a client author has it: the types that a public generator makes of openapi.json, the program, a compiler. */
class ClientProject {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'courseware-client-'));

  async generate(): Promise<void> {
    cpSync('test/e2e/client/program', this.folder, { recursive: true });
    symlinkSync(path.resolve('node_modules'), path.join(this.folder, 'node_modules'));
    writeFileSync(path.join(this.folder, 'package.json'), '{"type":"module"}');
    await this.node('test/e2e/client/generate.mjs', 'openapi.json', path.join(this.folder, 'api.d.ts'));
  }

  /** What the compiler has to say; empty when the program fits the types. */
  compile(): Promise<string> {
    return this.node('node_modules/typescript/bin/tsc', '-p', this.folder).catch(
      ({ stdout }: { stdout: string }) => stdout,
    );
  }

  async run(env: Readonly<Record<string, string>>): Promise<Seen> {
    const program = path.join(this.folder, 'out', 'main-flow.js');
    const { stdout } = await run(process.execPath, [program], { env: { ...process.env, ...env } });
    return JSON.parse(stdout) as Seen;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async node(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  }
}

describe('a TypeScript client that a public generator makes of openapi.json (SPEC R-14)', () => {
  const project = new ClientProject();
  let service: TestApp;
  let faults: string;
  let seen: Seen;

  beforeAll(async () => {
    await project.generate();
    faults = await project.compile();
    service = await startTestApp();
    await importSample(service);
    for (const run of ['A', 'B', 'C', 'D'])
      await importXml(service, CourseKey.of('Client', 'Paged', run), `<course display_name="Paged ${run}"/>`);
    await service.app.get(AccountsService).ensure({
      username: 'client-owner',
      email: 'client-owner@example.org',
      password: 'client-owner-password',
      name: '',
      isStaff: true,
      isSuperuser: false,
    });
    await service.app.get(ClientsService).create({ name: 'Generated', username: 'client-owner', ...CLIENT });
    const archive = path.join(project.folder, 'course.tar.gz');
    writeFileSync(archive, tarGz([...membersOf('sample-course/course').values()]));
    seen = await project.run({
      BASE_URL: service.url,
      CLIENT_ID: CLIENT.clientId,
      CLIENT_SECRET: CLIENT.secret,
      ARCHIVE: archive,
    });
  }, 5 * MINUTES);

  afterAll(async () => {
    project.remove();
    await service?.close();
  });

  // The program holds mistakes, too, each marked as one: a type that let it pass would be reported here.
  it('compiles under --strict, without a cast, and takes no mistake for right', () => {
    expect(faults).toBe('');
  });

  it('gets a token by client credentials, and a typed error without them (X-1)', () => {
    expect(seen['refused sign-in']).toEqual({ status: 401, error: 'invalid_client' });
    expect(seen['token']).toEqual({ type: 'JWT', expires_in: expect.any(Number) });
  });

  it('finds the APIs at the entry, and tells the minimal form from the whole (R-3)', () => {
    expect(seen['apis']).toEqual(expect.arrayContaining(['course/v1', 'xblock/v1', 'search/v1']));
    expect(seen['minimal entry']).toEqual({ is_whole: false, api_version: expect.any(String) });
  });

  it('walks a collection by `next`, in the order that it asks for, and searches it', () => {
    const names = ['Paged D', 'Paged C', 'Paged B', 'Paged A', 'How to Read the Tide'];
    expect(seen['courses']).toEqual({ count: 5, num_pages: 3, names });
    expect(seen['found courses']).toEqual([String(SAMPLE)]);
    expect(seen['hits']).toEqual(
      expect.arrayContaining([
        { type: 'xblock', title: expect.any(String), matches: expect.arrayContaining(['Moon']) },
      ]),
    );
  });

  it('reads a course and its outline', () => {
    expect(seen['course']).toMatchObject({
      pacing: 'instructor',
      root: expect.stringContaining('type@course'),
      draft: expect.stringContaining('branch@draft'),
      types: expect.arrayContaining(['chapter', 'course', 'html', 'problem', 'sequential', 'vertical']),
    });
  });

  it('changes the draft of a block by merge patch, and overwrites nobody (R-12, C-8)', () => {
    expect(seen['edit']).toEqual({
      before: 'Welcome',
      patched: 204,
      stale: { status: 412, error_code: 'precondition_failed' },
      cleared: { display_name: expect.any(String), fields: expect.any(Object), by: 'client-owner' },
      faults: ['fields.display_name'],
      published: 'Welcome',
    });
    expect(seen['replace without condition']).toEqual({ status: 428, error_code: 'precondition_required' });
  });

  it('enrolls once, however often it asks with one key (R-13, E-2)', () => {
    expect(seen['enroll']).toEqual({
      same: true,
      replayed: 'true',
      user: 'client-owner',
      mode: 'honor',
      conflict: { status: 409, error_code: expect.any(String) },
      gone: 204,
    });
  });

  it('imports an archive once, however often it sends it, and follows the task (R-13, C-10)', () => {
    expect(seen['import']).toEqual({
      same_task: true,
      replayed: 'true',
      state: 'succeeded',
      error: null,
      has_result: true,
      course: 'How to Read the Tide',
      is_whole: false,
    });
  });

  it('has errors of one type, with words in the language of the user (R-8)', () => {
    expect(seen['errors']).toEqual({
      absent: { status: 404, error_code: 'not_found', words: 'Cet élément n’existe pas.' },
      faulty: expect.stringContaining('page_size'),
    });
  });
});
