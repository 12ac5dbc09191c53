import { AssetKey, CourseKey } from '../../src/common/opaque-keys/index.js';
import { OrganizationMembers, OrganizationsService } from '../../src/modules/organizations/index.js';
import { RerunWork } from '../../src/modules/reruns/rerun-work.js';
import { statementsWhile } from '../support/statements.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { type Callers, importSample, importSynthetic, SAMPLE } from './contract/sample-course.js';

const COURSES = '/api/course/v1/courses/';
const RERUNS = `${COURSES}${SAMPLE}/reruns/`;

let runs = 0;

describe('reruns (SPEC C-7, C-9; endpoints E16)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    await service.app.get(OrganizationsService).ensure('Courseware');
    const members = service.app.get(OrganizationMembers);
    await members.grant({ code: 'Courseware', role: 'course_creator', username: 'instructor' });
    await members.grant({ code: 'Courseware', role: 'course_creator', username: 'outsider' });
  });
  afterAll(async () => service?.close());

  const rerun = (
    client: TestClient,
    more: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<TestResponse> =>
    client(RERUNS, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ org: 'Courseware', number: 'Tides101', run: `Rerun${(runs += 1)}`, ...more }),
    });
  async function ended(client: TestClient, { body }: TestResponse): Promise<TestResponse['body']> {
    for (;;) {
      const task = (await client(body.url as string)).body;
      if (!['pending', 'running'].includes(task.state as string)) return task;
    }
  }
  const patch = (client: TestClient, target: string, body: object): Promise<TestResponse> =>
    client(target, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify(body),
    });

  it('takes a look at the drafts, and the right to make courses where it goes', async () => {
    expect((await rerun(callers.nobody)).status).toBe(401);
    // A course creator who is not of its team.
    expect((await rerun(callers.outsider)).status).toBe(403);
    expect((await rerun(callers.instructor, { org: 'Elsewhere' })).status).toBe(403);
  });

  it('says at once that a key is taken, and before anything else that a member is wrong', async () => {
    const taken = await rerun(callers.instructor, { run: '2026' });
    const wrong = await rerun(callers.instructor, { start: '2027-01-01', source: 'x' });
    expect([taken.status, wrong.status, Object.keys(wrong.body.field_errors as object).sort()]).toEqual([
      409,
      400,
      ['source', 'start'],
    ]);
  });

  it('gives the key to one of two that want it at once; the other task says why not, and leaves nothing', async () => {
    const wish = { run: 'Contested' };
    const answers = await Promise.all([rerun(callers.instructor, wish), rerun(callers.admin, wish)]);
    const started = answers.filter(({ status }) => status === 202);
    const tasks = await Promise.all(started.map((answer) => ended(callers.admin, answer)));
    const states = tasks.map(({ state }) => state as string).sort();
    expect(started.length === 2 ? states : [...states, 'failed'].sort()).toEqual(['failed', 'succeeded']);
    for (const { state, error } of tasks) if (state === 'failed') expect(error.error_code).toBe('conflict');
  });

  it('sent again with its key when the course is there gets the first answer, not that the course key is taken (R-13)', async () => {
    const again = () => rerun(callers.instructor, { run: 'Repeated' }, { 'idempotency-key': 'once-and-again' });
    const first = await again();
    expect((await ended(callers.instructor, first)).state).toBe('succeeded');
    const second = await again();
    expect([second.status, second.text, second.headers.get('idempotent-replayed')]).toEqual([202, first.text, 'true']);
    // Another request, whether or not what it wants is taken.
    for (const wish of [{ run: 'Other' }, { run: 'Repeated', display_name: 'Another name' }]) {
      const another = await rerun(callers.instructor, wish, { 'idempotency-key': 'once-and-again' });
      expect([another.status, another.body.error_code]).toEqual([422, 'idempotency_key_reused']);
    }
    expect((await rerun(callers.instructor, { run: 'Repeated' }, { 'idempotency-key': 'new' })).status).toBe(409);
  });

  it('is the same course under another key, at another time, with its drafts, files and policies, and nobody but who made it', async () => {
    const draft = SAMPLE.forBranch('draft').makeUsageKey('html', 'welcome');
    await patch(callers.instructor, `/api/xblock/v1/xblocks/${draft}/`, { display_name: 'A draft of a welcome' });
    await patch(callers.admin, `${COURSES}${SAMPLE}/access_policy/`, {
      content: {
        visibility: 'restricted',
        email_domains: ['example.org'],
        usernames: ['learner'],
        until: '2026-06-01T00:00:00Z',
      },
    });
    const task = await ended(
      callers.instructor,
      await rerun(callers.instructor, { start: '2028-01-12T09:00:00Z', display_name: 'Once more' }),
    );
    expect([task.state, task.error]).toEqual(['succeeded', null]);
    const days = (Date.UTC(2028, 0, 12) - Date.UTC(2026, 0, 12)) / 1000;
    expect(task.result).toMatchObject({ blocks: 57, assets: 8, shifted_by: days, source: String(SAMPLE) });

    const key = CourseKey.parse(task.result.course_key as string);
    const course = (await callers.instructor(`${COURSES}${key}/`)).body;
    expect(course).toMatchObject({
      display_name: 'Once more',
      start: '2028-01-12T09:00:00.000Z',
      end: '2029-06-24T17:00:00.000Z',
    });
    const blocks = Object.keys(course.outline.blocks as object).map((block) =>
      block.replace(String(key.run), SAMPLE.run!),
    );
    const original = (await callers.instructor(`${COURSES}${SAMPLE}/`)).body;
    expect(blocks).toEqual(Object.keys(original.outline.blocks as object));

    const welcome = async (branch: string) =>
      (await callers.instructor(`/api/xblock/v1/xblocks/${key.forBranch(branch).makeUsageKey('html', 'welcome')}/`))
        .body;
    expect((await welcome('draft')).display_name).toBe('A draft of a welcome');
    expect((await welcome('published')).display_name).not.toBe('A draft of a welcome');
    const unpublished = async (of: CourseKey) => {
      const rows = await service.dataSource.query<{ block: string }[]>(
        `SELECT d.block FROM courses c
           JOIN branches hd ON hd.course_id = c.id AND hd.name = 'draft' JOIN versions vd ON vd.guid = hd.head
           JOIN branches hp ON hp.course_id = c.id AND hp.name = 'published' JOIN versions vp ON vp.guid = hp.head
           JOIN blocks d ON d.course_id = c.id AND d.line = vd.line AND d.since <= vd.ordinal AND d.until > vd.ordinal
           LEFT JOIN blocks p ON p.course_id = c.id AND p.line = vp.line AND p.since <= vp.ordinal AND p.until > vp.ordinal AND p.block = d.block
          WHERE c.course_key = $1 AND p.edited IS DISTINCT FROM d.edited ORDER BY d.block`,
        [String(of)],
      );
      return rows.map(({ block }) => block);
    };
    expect(await unpublished(key)).toEqual(await unpublished(SAMPLE));
    expect(await unpublished(key)).toContain('html@welcome');

    const team = (await callers.instructor(`${COURSES}${key}/team_members/`)).body.results;
    expect(team).toHaveLength(1);
    expect((await callers.instructor(`${COURSES}${key}/access_policy/`)).body.content).toMatchObject({
      visibility: 'restricted',
      email_domains: ['example.org'],
      usernames: [],
      until: '2028-05-31T00:00:00.000Z',
    });
    expect((await callers.instructor(`/${AssetKey.fromStaticPath(key, 'course-card.png')}`)).status).toBe(200);
    expect(
      (await callers.learner(`/api/enrollment/v1/enrollments/?course=${encodeURIComponent(String(key))}`)).body.count,
    ).toBe(0);
    expect(
      (await callers.instructor(RERUNS)).body.results.map((one: { course_key: string }) => one.course_key),
    ).toContain(String(key));
  });

  it('does not lean on the history of the course: every version that its blocks name is its own', async () => {
    const task = await ended(callers.admin, await rerun(callers.admin));
    const foreign = await service.dataSource.query<unknown[]>(
      `SELECT b.block FROM blocks b JOIN courses c ON c.id = b.course_id
        WHERE c.course_key = $1 AND NOT EXISTS (SELECT FROM versions v WHERE v.course_id = b.course_id AND v.guid = b.edited)`,
      [task.result.course_key],
    );
    expect([task.state, foreign]).toEqual(['succeeded', []]);
  });

  it('while the course is edited takes a version that there was, and both go on', async () => {
    const block = `/api/xblock/v1/xblocks/${SAMPLE.forBranch('draft').makeUsageKey('html', 'welcome')}/`;
    const started = await rerun(callers.admin);
    const edits = await Promise.all(
      [1, 2, 3].map((n) => patch(callers.instructor, block, { display_name: `Edit ${n}` })),
    );
    const task = await ended(callers.admin, started);
    expect([task.state, ...edits.map(({ status }) => status)]).toEqual(['succeeded', 204, 204, 204]);
    const copy = CourseKey.parse(task.result.course_key as string)
      .forBranch('draft')
      .makeUsageKey('html', 'welcome');
    expect((await patch(callers.admin, `/api/xblock/v1/xblocks/${copy}/`, { display_name: 'Its own' })).status).toBe(
      204,
    );
  });

  it('takes as many statements for 1,000 blocks as for 100 (C-9)', async () => {
    const statementsOf = async (source: CourseKey): Promise<number> => {
      const work = service.app.get(RerunWork, { strict: false });
      const target = CourseKey.of('Courseware', 'Counted', source.run!);
      const wish = { source, target, displayName: null, start: new Date('2031-05-06T07:08:09Z'), message: null };
      const context = { taskId: '', signal: new AbortController().signal, progress: () => undefined };
      return (await statementsWhile(service, () => work.do(wish, 'admin', context))).length;
    };
    const small = await importSynthetic(service, 100, 'rerun');
    const large = await importSynthetic(service, 1000, 'rerun');
    expect(await statementsOf(large)).toBe(await statementsOf(small));
  });

  it('that is cancelled leaves nothing', async () => {
    const work = service.app.get(RerunWork, { strict: false });
    const target = CourseKey.of('Courseware', 'Tides101', 'Cancelled');
    const wish = { source: SAMPLE, target, displayName: null, start: null, message: null };
    const cancelled = new Error('cancelled');
    const context = { taskId: '', signal: AbortSignal.abort(cancelled), progress: () => undefined };
    await expect(work.do(wish, 'admin', context)).rejects.toBe(cancelled);
    const left = await service.dataSource.query<unknown[]>('SELECT 1 FROM courses WHERE course_key = $1', [
      String(target),
    ]);
    expect([left, (await callers.admin(`${COURSES}${target}/`)).status]).toEqual([[], 404]);
  });
});
