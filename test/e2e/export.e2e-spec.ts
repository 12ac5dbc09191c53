import path from 'node:path';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { tarGz } from '../../src/modules/olx/archive/archives.fixture.js';
import { ExportStore } from '../../src/modules/olx/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { ExportClient, filesIn } from '../support/export-client.js';
import { courseOfUnits, ImportClient, membersOf } from '../support/import-client.js';

const SAMPLE = membersOf(path.resolve('sample-course/course'));
const TWO_UNITS = courseOfUnits({ a: '<p>The first.</p>', b: '<p>The second.</p>' });

let courses = 0;
const newKey = () => `course-v1:Export+Test+R${(courses += 1)}`;

describe('Exports (SPEC C-10)', () => {
  let test: TestApp;
  let staff: TestClient;
  let imports: ImportClient;
  let exports: ExportClient;

  beforeAll(async () => {
    test = await startTestApp();
    staff = test.as('chief', { isStaff: true });
    await staff('/api/');
    imports = new ImportClient(staff);
    exports = new ExportClient(test, 'chief');
  });
  afterAll(() => test?.close());

  const patch = (block: string, fields: object) =>
    staff(`/api/xblock/v1/xblocks/${block}/`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ fields }),
    });
  const blockOf = (courseKey: string, name: string) => `${courseKey.replace('course-v1', 'block-v1')}+${name}`;

  /** All that an archive can say of the blocks of a course, by name; the course's own key in it is a word. */
  async function stored(courseKey: string): Promise<unknown[]> {
    const rows = await test.dataSource.query<object[]>(
      `SELECT b.name AS branch, r.block, r.parent, r.children, r.display_name, r.settings::text, d.content::text, d.olx::text
         FROM courses c JOIN branches b ON b.course_id = c.id JOIN versions v ON v.course_id = c.id AND v.guid = b.head
         JOIN blocks r ON r.course_id = c.id AND r.line = v.line AND r.since <= v.ordinal AND r.until > v.ordinal
         JOIN definitions d ON d.guid = r.definition WHERE c.course_key = $1 ORDER BY b.name, r.block`,
      [courseKey],
    );
    const parts = courseKey.slice('course-v1:'.length);
    const text = JSON.stringify(rows).replaceAll(parts, 'KEY').replaceAll(parts.replaceAll('+', '.'), 'WIKI');
    return JSON.parse(text) as unknown[];
  }

  describe('are refused', () => {
    it('to learners, to those of the team who do not manage the course, and to nobody (SPEC section 8)', async () => {
      const courseKey = newKey();
      await imports.import(courseKey, TWO_UNITS);
      await Promise.all(['lena', 'edi'].map((name) => test.as(name)('/api/')));
      await test.app.get(EnrollmentsService).enroll('lena', CourseKey.parse(courseKey));
      await test.app.get(CourseRolesService).grant('edi', CourseKey.parse(courseKey), 'editor');
      const { archive_url: archive, url } = await exports.export(courseKey);
      const asked = [`/api/course/v1/courses/${courseKey}/exports/`, url as string, archive as string];
      for (const target of asked) {
        const statuses = await Promise.all(
          [null, 'lena', 'edi'].map(async (name) => (await test.as(name)(target)).status),
        );
        expect(statuses).toEqual([401, 403, 403]);
      }
      expect((await new ExportClient(test, 'edi').post(courseKey)).status).toBe(403);
    });

    it.each([
      ['an unknown format', { format: 'rar' }, 'format'],
      ['a branch that cannot be named', { branch: 'a/b' }, 'branch'],
      ['a field that is not known', { brunch: 'draft' }, 'brunch'],
    ])('with %s', async (_what, body, field) => {
      const courseKey = newKey();
      await imports.import(courseKey, TWO_UNITS);
      const answer = await exports.post(courseKey, body);
      expect([answer.status, Object.keys(answer.body.errors as object)]).toEqual([400, [field]]);
    });

    it('for a course, a branch or a version that there is not, before there is a task', async () => {
      const courseKey = newKey();
      await imports.import(courseKey, TWO_UNITS);
      const missing = [
        exports.post(newKey()),
        exports.post(courseKey, { branch: 'nowhere' }),
        exports.post(`${courseKey}+version@${'0'.repeat(24)}`),
      ];
      expect((await Promise.all(missing)).map(({ status }) => status)).toEqual([404, 400, 404]);
      const twice = await exports.post(`${courseKey}+branch@published`, { branch: 'draft' });
      expect(Object.keys(twice.body.errors as object)).toEqual(['branch']);
    });

    it('under the id of an export of another course, or what is no id', async () => {
      const [one, other] = [newKey(), newKey()];
      for (const key of [one, other]) await imports.import(key, TWO_UNITS);
      const { url } = await exports.export(one);
      expect((await staff((url as string).replace(encodeURIComponent(one), other).replace(one, other))).status).toBe(
        404,
      );
      expect((await staff(`/api/course/v1/courses/${one}/exports/x/`)).status).toBe(404);
    });
  });

  it('give an archive with its size, versions, digest and name, which is listed and can be read in parts', async () => {
    const courseKey = newKey();
    const { branches } = await imports.import(courseKey, tarGz([...SAMPLE.values()]));
    const result = await exports.export(courseKey);
    expect(result).toMatchObject({ branch: null, oddities: [], file_name: `${courseKey.split('+')[2]}.tar.gz` });
    expect(result.versions).toEqual(
      branches.draft === branches.published ? { published: branches.published } : branches,
    );
    const { body: list } = await staff(`/api/course/v1/courses/${courseKey}/exports/`);
    expect(list.results).toMatchObject([{ size: result.size, sha256: result.sha256, url: result.url }]);
    const whole = await exports.download(result.archive_url as string);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(bytes.length).toBe(result.size);
    expect(whole.headers.get('etag')).toBe(`"${result.sha256}"`);
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="?R\d+\.tar\.gz/);
    expect(whole.headers.get('cache-control')).toBe('private, no-store');
    const part = await exports.download(result.archive_url as string, { range: 'bytes=5-9' });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(5, 10));
    const known = { 'if-none-match': `"${result.sha256}"` };
    expect((await exports.download(result.archive_url as string, known)).status).toBe(304);
    expect((await exports.download(result.archive_url as string, {}, 'HEAD')).headers.get('content-length')).toBe(
      String(result.size),
    );
  });

  it('of the same versions are the same bytes, as a .tar.gz and as a .zip', async () => {
    const courseKey = newKey();
    await imports.import(courseKey, tarGz([...SAMPLE.values()]));
    for (const format of ['tar.gz', 'zip']) {
      const [one, two] = [await exports.export(courseKey, { format }), await exports.export(courseKey, { format })];
      expect(two.sha256).toBe(one.sha256);
      expect(two.url).not.toBe(one.url);
    }
    const zip = await filesIn(await exports.archive(courseKey, { format: 'zip' }), 'course.zip');
    expect(zip).toEqual(await exports.files(courseKey));
  });

  it('hold a course that another import reads as the same: blocks, order, values, remainder', async () => {
    const [from, to] = [newKey(), newKey()];
    await imports.import(from, tarGz([...SAMPLE.values()]));
    const report = await imports.import(to, await exports.archive(from));
    expect(report.oddities.filter(({ severity }: { severity: string }) => severity !== 'info')).toEqual([]);
    // Once more, so that what only the first archive said of its old place has settled.
    const again = newKey();
    await imports.import(again, await exports.archive(to));
    expect(await stored(again)).toEqual(await stored(to));
    const same = await imports.import(to, await exports.archive(to));
    expect(same.changed).toBe(false);
  });

  it('show an edit in the file of its block alone: the draft beside the published course, as Studio has it', async () => {
    const courseKey = newKey();
    await imports.import(courseKey, TWO_UNITS);
    const before = await exports.files(courseKey, { branch: 'draft' });
    const { body: course } = await staff(`/api/course/v1/courses/${courseKey}/`);
    const html = Object.keys(course.outline.blocks as object).find((key) => key.includes('type@html'))!;
    expect((await patch(html, { data: '<p>Another & better.</p>' })).status).toBe(204);
    const after = await exports.files(courseKey, { branch: 'draft' });
    const changed = [...after].filter(([file, text]) => before.get(file) !== text);
    expect(changed).toEqual([[expect.stringMatching(/^html\/.*\.html$/), '<p>Another & better.</p>']]);
    const studio = await exports.files(courseKey);
    expect([...studio.keys()].filter((file) => file.startsWith('drafts/')).length).toBeGreaterThan(1);
    const other = newKey();
    await imports.import(other, await exports.archive(courseKey));
    const [draft, published] = ['draft', 'published'].map((branch) =>
      staff(`/api/xblock/v1/xblocks/${blockOf(`${other}+branch@${branch}`, html.split('+').slice(3).join('+'))}/`),
    );
    expect(JSON.stringify((await draft!).body)).toContain('Another');
    expect(JSON.stringify((await published!).body)).not.toContain('Another');
  });

  it('are gone after their day, bytes and all, but for bytes that a younger one shares', async () => {
    const courseKey = newKey();
    await imports.import(courseKey, TWO_UNITS);
    const [old, young] = [await exports.export(courseKey), await exports.export(courseKey)];
    const store = test.app.get(ExportStore);
    const expire = (url: string) =>
      test.dataSource.query(
        `UPDATE course_exports SET expires = now() - interval '1 second' WHERE $1 LIKE '%' || id || '%'`,
        [url],
      );
    await expire(old.url as string);
    for (const target of [old.url, old.archive_url] as string[]) {
      const answer = await staff(target);
      expect(answer.status).toBe(404);
      expect(answer.text).toContain('24 hours');
    }
    expect(await store.sweep()).toBe(1);
    expect((await exports.download(young.archive_url as string)).status).toBe(200);
    await expire(young.url as string);
    expect(await store.sweep()).toBe(1);
    expect(await store.blobs.stat(young.sha256 as string)).toBeNull();
  });
});
