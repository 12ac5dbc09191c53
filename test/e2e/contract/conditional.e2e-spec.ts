import { uncodedEtag } from '../../../src/common/http/content-coding.js';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { EnrollmentsService } from '../../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { type Callers, COURSES, importSample, importXml, SAMPLE, SAMPLE_COURSE } from './sample-course.js';

const BLOCK = `/api/xblock/v1/xblocks/${SAMPLE.makeUsageKey('course', 'course')}/`;
const KEY = CourseKey.of('Conditional', 'Titles', 'run');
const TITLED = (title: string) =>
  `<course display_name="${title}" start="2020-01-01T00:00:00Z"><chapter url_name="a" display_name="A"/></course>`;

describe('conditional requests (SPEC R-12)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  });
  afterAll(async () => service?.close());

  const etagOf = async (target: string, client = callers.admin) => (await client(target)).headers.get('etag')!;

  it.each([SAMPLE_COURSE, BLOCK, `${BLOCK}?depth=all`, `${SAMPLE_COURSE}?view=minimal`])(
    '%s has a strong ETag, and is a 304 without a body to whoever has it',
    async (target) => {
      const etag = await etagOf(target);
      expect(etag).toMatch(/^"[\x21\x23-\x7e]+"$/);
      for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await callers.admin(target, { headers: { 'if-none-match': sent } });
        // "*" names no copy, so there is none whose coding the answer could name.
        const expected = sent === '*' ? uncodedEtag(etag) : etag;
        expect([sent, answer.status, answer.text, answer.headers.get('etag')]).toEqual([sent, 304, '', expected]);
        expect([answer.headers.get('cache-control'), answer.headers.get('vary')]).toEqual([
          'private, no-cache',
          expect.stringMatching(/Authorization/),
        ]);
      }
      const head = await callers.admin(target, { method: 'HEAD', headers: { 'if-none-match': etag } });
      expect([head.status, head.text]).toEqual([304, '']);
    },
  );

  it('answer 200 to another tag, to a part of one, and to nonsense', async () => {
    const etag = await etagOf(SAMPLE_COURSE);
    for (const sent of ['"other"', etag.slice(1, -1), `${etag.slice(0, -2)}"`, '"', ',,']) {
      expect([sent, (await callers.admin(SAMPLE_COURSE, { headers: { 'if-none-match': sent } })).status]).toEqual([
        sent,
        200,
      ]);
    }
  });

  it('never take one representation for another: each view, selection and caller has its own tag', async () => {
    const tags = [
      await etagOf(SAMPLE_COURSE),
      await etagOf(`${SAMPLE_COURSE}?view=full`),
      await etagOf(`${SAMPLE_COURSE}?fields=display_name`),
      await etagOf(`${SAMPLE_COURSE}?depth=1`),
      await etagOf(SAMPLE_COURSE, callers.instructor),
      await etagOf(SAMPLE_COURSE, callers.learner),
      await etagOf(SAMPLE_COURSE, callers.nobody),
    ];
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('see another tag when what of today is shown changes: the caller’s place in the course, the door, a picture', async () => {
    const key = CourseKey.of('Conditional', 'Today', 'run');
    const target = `${COURSES}${key}/`;
    await importXml(service, key, TITLED('Today'));
    const tags = [await etagOf(target, callers.outsider)];
    await service.app.get(EnrollmentsService).enroll('outsider', key);
    tags.push(await etagOf(target, callers.outsider));
    await service.dataSource.query(`UPDATE courses SET enrollment_end = now() WHERE course_key = $1`, [String(key)]);
    tags.push(await etagOf(target, callers.outsider));
    await service.dataSource.query(
      `INSERT INTO assets (course_id, path, display_name, content_type, size, sha256)
       SELECT id, 'images_course_image.jpg', 'x', 'image/jpeg', 1, repeat('a', 64) FROM courses WHERE course_key = $1`,
      [String(key)],
    );
    tags.push(await etagOf(target, callers.outsider));
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('do not open what is closed: a tag is no key', async () => {
    const etag = await etagOf(BLOCK);
    expect((await callers.nobody(BLOCK, { headers: { 'if-none-match': etag } })).status).toBe(401);
    expect((await callers.outsider(BLOCK, { headers: { 'if-none-match': '*' } })).status).toBe(403);
  });

  it('see the same tag for the same state, however often it is read', async () => {
    expect(await etagOf(SAMPLE_COURSE)).toBe(await etagOf(SAMPLE_COURSE));
    expect(await etagOf(BLOCK)).toBe(await etagOf(BLOCK));
  });

  it('see another tag after a change, and the old one does not match any more', async () => {
    const target = `${COURSES}${KEY}/`;
    const root = `/api/xblock/v1/xblocks/${KEY.makeUsageKey('course', 'course')}/`;
    await importXml(service, KEY, TITLED('Before'));
    const before = await callers.admin(target);
    const block = await callers.admin(root);
    await importXml(service, KEY, TITLED('After'));
    const after = await callers.admin(target, { headers: { 'if-none-match': before.headers.get('etag')! } });
    expect([after.status, before.body.display_name, after.body.display_name]).toEqual([200, 'Before', 'After']);
    expect(
      (await callers.admin(root, { headers: { 'if-none-match': block.headers.get('etag')! } })).body.display_name,
    ).toBe('After');
    await importXml(service, KEY, TITLED('After'));
    expect(await etagOf(target)).toBe(after.headers.get('etag'));
  });

  it('are hardly needed under a versioned URL: it never changes, and says so', async () => {
    const { version } = (await callers.admin(SAMPLE_COURSE)).body as { version: string };
    const exact = SAMPLE.forVersion(version);
    for (const target of [`${COURSES}${exact}/`]) {
      const answer = await callers.admin(target);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'private, max-age=31536000, immutable',
      ]);
    }
    const moving = await callers.admin(`${COURSES}${SAMPLE.forBranch('published')}/`);
    expect(moving.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('show, under the URL of an old version, what it was', async () => {
    const key = CourseKey.of('Conditional', 'Old', 'run');
    await importXml(service, key, TITLED('First'));
    const { version } = (await callers.admin(`${COURSES}${key}/`)).body as { version: string };
    await importXml(service, key, TITLED('Second'));
    const old = await callers.admin(`${COURSES}${key.forVersion(version)}/`);
    expect([old.body.display_name, old.body.version]).toEqual(['First', version]);
  });
});
