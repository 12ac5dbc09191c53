import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { tarGz } from '../../src/modules/olx/archive/archives.fixture.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { courseOfUnits, ImportClient, membersOf, traces, until } from '../support/import-client.js';
import { syntheticArchive, syntheticCounts } from '../support/synthetic-course.js';

const SAMPLE = membersOf(path.resolve('sample-course/course'));
const TWO_UNITS = courseOfUnits({ a: '<p>The first.</p>', b: '<p>The second.</p>' });

/** `course-v1:…`: a course for one test alone. */
let courses = 0;
const newKey = () => `course-v1:Import+Test+R${(courses += 1)}`;
const at = (courseKey: string, place: string) => `${courseKey}+${place}`;
const blockKey = (courseKey: string, type: string, id: string) =>
  `${courseKey.replace('course-v1', 'block-v1')}+type@${type}+block@${id}`;

describe('Imports (SPEC C-10)', () => {
  let test: TestApp;
  let staff: TestClient;
  let imports: ImportClient;

  beforeAll(async () => {
    test = await startTestApp();
    staff = test.as('chief', { isStaff: true });
    imports = new ImportClient(staff);
  });
  afterAll(() => test?.close());

  /** Every block with its content, at a key with a branch or version. */
  async function treeAt(courseKey: string): Promise<Record<string, unknown>> {
    const outline = await staff(`/api/course/v1/courses/${courseKey}/`);
    expect(outline.status).toBe(200);
    const { root } = outline.body.outline as { root: string };
    const block = root.replace(
      courseKey.split('+').slice(0, 3).join('+').replace('course-v1', 'block-v1'),
      courseKey.replace('course-v1', 'block-v1'),
    );
    const { status, body } = await staff(`/api/xblock/v1/xblocks/${block}/?depth=all&view=full`);
    expect(status).toBe(200);
    return body.blocks as Record<string, unknown>;
  }

  const rows = <T>(sql: string, courseKey: string) =>
    test.dataSource.query<T[]>(sql.replace('?', '(SELECT id FROM courses WHERE course_key = $1)'), [courseKey]);

  describe('are refused, and leave nothing,', () => {
    it('to learners, to those of the team who do not manage the course, and to nobody (SPEC section 8)', async () => {
      const courseKey = newKey();
      await imports.import(courseKey, TWO_UNITS);
      await Promise.all(['lena', 'edi'].map((name) => test.as(name)('/api/')));
      await test.app.get(EnrollmentsService).enroll('lena', CourseKey.parse(courseKey));
      await test.app.get(CourseRolesService).grant('edi', CourseKey.parse(courseKey), 'editor');
      const before = await traces(test);
      const statuses = [null, 'lena', 'edi'].map(
        async (name) => (await new ImportClient(test.as(name)).post(courseKey, TWO_UNITS)).status,
      );
      expect(await Promise.all(statuses)).toEqual([401, 403, 403]);
      expect(await traces(test)).toEqual(before);
    });

    it.each<[string, Parameters<ImportClient['post']> extends [string, ...infer Rest] ? Rest : never, string]>([
      ['without an archive', [null, { message: 'x' }], 'archive'],
      ['with a field that is not known', [TWO_UNITS, { brunch: 'draft' }], 'brunch'],
      ['under a name that is no archive’s', [TWO_UNITS, {}, 'course.rar'], 'archive'],
      ['under a name that is another kind’s', [TWO_UNITS, {}, 'course.zip'], 'archive'],
      ['for a branch that cannot be named', [TWO_UNITS, { branch: 'a/b' }], 'branch'],
      ['for a branch without a name', [TWO_UNITS, { branch: '' }], 'branch'],
      ['with a dry_run that is neither true nor false', [TWO_UNITS, { dry_run: 'maybe' }], 'dry_run'],
      ['with a message that is a book', [TWO_UNITS, { message: 'x'.repeat(501) }], 'message'],
    ])('%s', async (_what, request, field) => {
      const before = await traces(test);
      const { status, body } = await imports.post(newKey(), ...request);
      expect([status, Object.keys(body.errors as object)]).toEqual([400, [field]]);
      expect(await traces(test)).toEqual(before);
      expect((await staff('/api/task/v1/tasks/?state=running')).body.count).toBe(0);
    });

    it('with a second archive', async () => {
      const form = new FormData();
      for (const name of ['one.tar.gz', 'two.tar.gz'])
        form.append('archive', new Blob([new Uint8Array(TWO_UNITS)]), name);
      const before = await traces(test);
      const { status } = await staff(`/api/course/v1/courses/${newKey()}/imports/`, { method: 'POST', body: form });
      expect([400, 413]).toContain(status);
      expect(await traces(test)).toEqual(before);
    });

    it('as anything but a form', async () => {
      const { status } = await staff(`/api/course/v1/courses/${newKey()}/imports/`, {
        method: 'POST',
        body: new Uint8Array(TWO_UNITS),
        headers: { 'content-type': 'application/gzip' },
      });
      expect(status).toBe(415);
    });
  });

  it('answer 202 with the place of the task, which ends with a report', async () => {
    const courseKey = newKey();
    const response = await imports.post(courseKey, tarGz([...SAMPLE.values()]), { message: 'The first time' });
    expect(response.status).toBe(202);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(response.headers.get('location')).toBe(response.body.url);
    const task = await imports.ended(response.headers.get('location')!);
    expect(task).toMatchObject({
      kind: 'course_import',
      state: 'succeeded',
      error: null,
      course: { course_key: courseKey },
      owner: { username: 'chief' },
    });
    expect(task.result).toMatchObject({
      course_key: courseKey,
      changed: true,
      dry_run: false,
      drafts: 2,
      blocks: {
        published: { course: 1, chapter: 2, sequential: 5, vertical: 10, tide_gauge: 1 },
        draft: { vertical: 2, html: 3, problem: 2 },
      },
      assets: { stored: 8, unchanged: 0, total: 8 },
    });
    expect((await staff(response.headers.get('location')!)).body.progress).toMatchObject({ done: task.progress.done });
  });

  it('do nothing in a dry run, whether the course exists or not, and report what they would do', async () => {
    const courseKey = newKey();
    await imports.import(courseKey, TWO_UNITS);
    const before = await traces(test);
    for (const key of [courseKey, newKey()]) {
      const report = await imports.import(key, tarGz([...SAMPLE.values()]), { dry_run: 'true' });
      expect(report).toMatchObject({ dry_run: true, changed: true, drafts: 2, assets: { total: 8 } });
    }
    expect(await traces(test)).toEqual(before);
  });

  it('keep who and why with each version (SPEC C-6)', async () => {
    const courseKey = newKey();
    await imports.import(courseKey, TWO_UNITS, { message: 'Because of the tide' });
    // Without drafts both branches stand on one version.
    expect(await rows('SELECT branch, message, created_by FROM versions WHERE course_id = ?', courseKey)).toEqual([
      { branch: 'published', message: 'Because of the tide', created_by: 'chief' },
    ]);
    await imports.import(courseKey, courseOfUnits({ z: '<p>Z.</p>' }), { message: 'A trial', branch: 'draft' });
    expect(
      await rows('SELECT branch, message, created_by FROM versions WHERE course_id = ? ORDER BY branch', courseKey),
    ).toEqual([
      { branch: 'draft', message: 'A trial', created_by: 'chief' },
      { branch: 'published', message: 'Because of the tide', created_by: 'chief' },
    ]);
  });

  describe('into a branch that is named', () => {
    it('leave every other branch as it is', async () => {
      const courseKey = newKey();
      const { branches } = await imports.import(courseKey, TWO_UNITS);
      const one = courseOfUnits({ a: '<p>Another first.</p>' });
      const draft = await imports.import(courseKey, one, { branch: 'draft' });
      expect(Object.keys(draft.branches as object)).toEqual(['draft']);
      const trial = await imports.import(courseKey, courseOfUnits({ c: '<p>Third.</p>' }), { branch: 'trial' });
      expect(await rows('SELECT name, head FROM branches WHERE course_id = ? ORDER BY name', courseKey)).toEqual([
        { name: 'draft', head: draft.branches.draft },
        { name: 'published', head: branches.published },
        { name: 'trial', head: trial.branches.trial },
      ]);
      expect(Object.keys(await treeAt(at(courseKey, 'branch@trial')))).toContain(blockKey(courseKey, 'vertical', 'c'));
    });

    it.each([
      ['draft', false],
      ['published', true],
      ['trial', false],
    ])(
      'make a new course whole when it is %s: a draft and a published branch (SPEC C-1)',
      async (branch, isPublished) => {
        const courseKey = newKey();
        await imports.import(courseKey, TWO_UNITS, { branch });
        const unit = blockKey(courseKey, 'vertical', 'a');
        expect(unit in (await treeAt(at(courseKey, 'branch@published')))).toBe(isPublished);
        expect(unit in (await treeAt(at(courseKey, 'branch@draft')))).toBe(true);
        expect(unit in (await treeAt(at(courseKey, `branch@${branch}`)))).toBe(true);
      },
    );

    it('leave the drafts of an archive out of the published branch, and say so', async () => {
      const courseKey = newKey();
      const report = await imports.import(courseKey, tarGz([...SAMPLE.values()]), { branch: 'published' });
      expect(report.drafts).toBe(0);
      expect((report.oddities as { code: string }[]).filter(({ code }) => code === 'draft_left_out')).toHaveLength(2);
      expect(
        blockKey(courseKey, 'vertical', 'storm-surge-unit') in (await treeAt(at(courseKey, 'branch@published'))),
      ).toBe(false);
    });
  });

  describe('of an archive with drafts (OLX rules 41 to 43)', () => {
    const courseKey = 'course-v1:Import+Drafts+R1';
    beforeAll(async () => {
      await imports.import(courseKey, tarGz([...SAMPLE.values()]));
      await test.as('lea')('/api/');
      await test.app.get(EnrollmentsService).enroll('lea', CourseKey.parse(courseKey));
    });
    const block = (client: TestClient, type: string, id: string, place = '') =>
      client(`/api/xblock/v1/xblocks/${blockKey(place ? at(courseKey, place) : courseKey, type, id)}/`);

    it('have them on the draft branch alone', async () => {
      const [published, draft] = await Promise.all(
        ['published', 'draft'].map((branch) => treeAt(at(courseKey, `branch@${branch}`))),
      );
      const onlyDraft = Object.keys(draft!).filter((key) => !(key in published!));
      expect(onlyDraft.sort()).toEqual(
        [
          ['html', 'storm-surge'],
          ['html', 'table-legend'],
          ['problem', 'millibars'],
          ['vertical', 'storm-surge-unit'],
        ].map(([type, id]) => blockKey(courseKey, type!, id!)),
      );
      expect(Object.keys(published!).filter((key) => !(key in draft!))).toEqual([]);
      const text = async (branch: string) =>
        (await block(staff, 'html', 'the-table', `branch@${branch}`)).body.fields.data as string;
      expect(await text('draft')).not.toBe(await text('published'));
    });

    it.each([
      ['vertical', 'the-table-unit', true],
      ['sequential', 'anatomy-of-a-table', true],
      ['chapter', 'reading-a-table', true],
      ['html', 'the-table', true],
      ['problem', 'find-high-water', false],
      ['vertical', 'rule-of-twelfths-unit', false],
      ['vertical', 'storm-surge-unit', true],
      ['sequential', 'out-on-the-flats', true],
      ['sequential', 'two-bulges', false],
    ])('say of %s %s whether it has unpublished changes: %s (SPEC C-5)', async (type, id, expected) => {
      expect((await block(staff, type, id)).body.has_unpublished_changes).toBe(expected);
      expect((await block(staff, type, id, 'branch@draft')).body.has_unpublished_changes).toBe(expected);
    });

    it('have a unit that was never published for the team alone', async () => {
      const statuses = ['', 'branch@draft', 'branch@published'].map(async (place) => [
        (await block(test.as('lea'), 'vertical', 'storm-surge-unit', place)).status,
        (await block(staff, 'vertical', 'storm-surge-unit', place)).status,
      ]);
      expect(await Promise.all(statuses)).toEqual([
        [404, 200],
        [404, 200],
        [404, 404],
      ]);
      expect((await block(staff, 'vertical', 'storm-surge-unit')).body).toMatchObject({
        branch: 'draft',
        published: null,
      });
    });
  });

  describe('into a course that exists', () => {
    it('make no version of the same archive (SPEC C-1)', async () => {
      const courseKey = newKey();
      const first = await imports.import(courseKey, tarGz([...SAMPLE.values()]));
      const before = await traces(test);
      const second = await imports.import(courseKey, tarGz([...SAMPLE.values()].reverse()));
      expect(second).toMatchObject({ changed: false, branches: first.branches, assets: { stored: 0, unchanged: 8 } });
      expect(await traces(test)).toEqual(before);
    });

    it('close and open only the rows of what has changed (SPEC C-9)', async () => {
      const courseKey = newKey();
      await imports.import(courseKey, tarGz([...SAMPLE.values()]));
      const before = await traces(test);
      const changed = new Map(SAMPLE);
      changed.set('html/welcome.html', {
        name: 'course/html/welcome.html',
        content: '<p>Welcome to another tide.</p>',
      });
      await imports.import(courseKey, tarGz([...changed.values()]));
      const closed = await rows<{ block: string }>(
        'SELECT block FROM blocks WHERE course_id = ? AND until < 2147483647 ORDER BY block',
        courseKey,
      );
      const opened = await rows<{ block: string }>(
        'SELECT block FROM blocks WHERE course_id = ? AND since > 1 ORDER BY block',
        courseKey,
      );
      // One on each branch.
      expect([closed, opened]).toEqual(Array(2).fill(Array(2).fill({ block: 'html@welcome' })));
      const { rows: after } = await traces(test);
      expect(after).toEqual({
        ...before.rows,
        versions: before.rows.versions! + 2,
        blocks: before.rows.blocks! + 2,
        definitions: before.rows.definitions! + 1,
      });
    });

    it('take away what the archive lacks, which stays readable at the version before, to the letter (SPEC C-9)', async () => {
      const courseKey = newKey();
      const { branches: old } = await imports.import(courseKey, TWO_UNITS);
      const places = [at(courseKey, `version@${old.published}`), at(courseKey, `version@${old.draft}`)];
      const before = JSON.stringify(await Promise.all(places.map(treeAt)));
      await imports.import(courseKey, courseOfUnits({ c: '<p>New.</p>', a: '<p>The first, changed.</p>' }));
      const ids = Object.keys(await treeAt(at(courseKey, 'branch@published')));
      const has = (type: string, id: string) => ids.includes(blockKey(courseKey, type, id));
      expect([has('vertical', 'b'), has('html', 'page-b'), has('vertical', 'a'), has('vertical', 'c')]).toEqual([
        false,
        false,
        true,
        true,
      ]);
      expect((await staff(`/api/xblock/v1/xblocks/${blockKey(courseKey, 'html', 'page-b')}/`)).status).toBe(404);
      expect((await staff(`/api/xblock/v1/xblocks/${blockKey(places[0]!, 'html', 'page-b')}/`)).body.fields.data).toBe(
        '<p>The second.</p>',
      );
      expect(JSON.stringify(await Promise.all(places.map(treeAt)))).toBe(before);
    });

    it('leave nothing when they are cancelled on the way', async () => {
      const courseKey = newKey();
      await imports.import(courseKey, TWO_UNITS);
      const before = await traces(test);
      const task = await imports.start(courseKey, await buffer(syntheticArchive({ blocks: 12_000 })));
      await until(async () => ((await staff(task)).body.progress.done as number) > 0);
      expect((await staff(task, { method: 'DELETE' })).status).toBeLessThan(300);
      expect(await imports.ended(task)).toMatchObject({ state: 'cancelled', result: null });
      expect(await traces(test)).toEqual(before);
    });

    it('show readers the old course until they are done', async () => {
      const courseKey = newKey();
      const old = await imports.import(courseKey, TWO_UNITS);
      const task = await imports.start(courseKey, await buffer(syntheticArchive({ blocks: 20_000 })));
      const seen = new Set<string>();
      let reads = 0;
      await until(async () => {
        const [course, { body }] = await Promise.all([
          test.as(null)(`/api/course/v1/courses/${courseKey}/`),
          staff(task),
        ]);
        if (body.state !== 'running' && body.state !== 'pending') return true;
        reads += 1;
        seen.add(`${course.body.version} ${Object.keys(course.body.outline.blocks as object).length}`);
        return false;
      });
      const { state, result } = await imports.ended(task);
      expect(state).toBe('succeeded');
      // The last look at the course may have come after the commit, and that at the task before.
      expect([...seen].filter((each) => each !== `${result.branches.published} 20000`)).toEqual([
        `${old.branches.published} 7`,
      ]);
      expect(reads).toBeGreaterThan(3);
    }, 60_000);
  });

  it.each([
    ['that does not exist', null],
    ['that exists', TWO_UNITS],
  ])(
    'of two archives at once, into a course %s, both end well, one after the other (SPEC C-8)',
    async (_what, first) => {
      const courseKey = newKey();
      if (first) await imports.import(courseKey, first);
      const archives = [
        await buffer(syntheticArchive({ blocks: 1500 })),
        await buffer(syntheticArchive({ blocks: 1000, run: 'R2' })),
      ];
      const tasks = await Promise.all(archives.map((archive) => imports.start(courseKey, archive)));
      const ended = await Promise.all(tasks.map((task) => imports.ended(task)));
      expect(ended.map(({ state }) => state as string)).toEqual(['succeeded', 'succeeded']);
      const chain = await rows<{ guid: string; previous: string | null }>(
        `SELECT guid, previous FROM versions WHERE course_id = ? AND branch = 'published' ORDER BY ordinal`,
        courseKey,
      );
      expect(chain).toHaveLength(first ? 3 : 2);
      expect(chain.map(({ previous }) => previous)).toEqual([null, ...chain.slice(0, -1).map(({ guid }) => guid)]);
      const sizes = await Promise.all(
        ['published', 'draft'].map(
          async (branch) => Object.keys(await treeAt(at(courseKey, `branch@${branch}`))).length,
        ),
      );
      expect(sizes[0]).toBe(sizes[1]);
      expect([1000, 1500]).toContain(sizes[0]);
    },
  );

  it('that wait for another one of the same course can be cancelled at once, and do not disturb it', async () => {
    const courseKey = newKey();
    const first = await imports.start(courseKey, await buffer(syntheticArchive({ blocks: 6000 })));
    await until(async () => ((await staff(first)).body.progress.done as number) > 0);
    const second = await imports.start(courseKey, TWO_UNITS);
    await until(async () => (await staff(second)).body.state === 'running');
    await staff(second, { method: 'DELETE' });
    expect((await imports.ended(second)).state).toBe('cancelled');
    expect((await staff(first)).body.state).toBe('running');
    expect((await imports.ended(first)).state).toBe('succeeded');
    expect(Object.keys(await treeAt(at(courseKey, 'branch@draft')))).toHaveLength(6000);
  });

  it('of a made-up course bring in every block of every type', async () => {
    const courseKey = newKey();
    const { blocks, oddities } = await imports.import(courseKey, await buffer(syntheticArchive({ blocks: 1200 })));
    expect(oddities).toEqual([]);
    const counts = await rows<{ type: string; count: number }>(
      `SELECT split_part(block, '@', 1) AS type, count(*)::int AS count FROM blocks
        WHERE course_id = ? AND line = 1 AND block NOT LIKE 'about@%' GROUP BY 1`,
      courseKey,
    );
    expect(Object.fromEntries(counts.map(({ type, count }) => [type, count]))).toEqual(
      syntheticCounts({ blocks: 1200 }),
    );
    expect(blocks.published).toMatchObject(syntheticCounts({ blocks: 1200 }));
  });
});
