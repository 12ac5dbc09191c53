import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { OrganizationMembers, OrganizationsService } from '../../src/modules/organizations/index.js';
import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';

const COURSES = '/api/course/v1/courses/';
const ORG = 'Shore';

let runs = 0;

describe('writing courses (SPEC C-7, section 13)', () => {
  let service: TestApp;
  let admin: TestClient;
  let creator: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    admin = service.as('admin', { isStaff: true });
    creator = service.as('creator');
    for (const client of [admin, creator, service.as('stranger'), service.as('staff')]) await client('/api/');
    await service.app.get(OrganizationsService).establish(ORG);
    await service.app.get(OrganizationMembers).grant({ code: ORG, role: 'course_creator', username: 'creator' });
  });
  afterAll(async () => service?.close());

  const post = (client: TestClient, body: object, target = COURSES): Promise<TestResponse> =>
    client(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const patch = (
    key: CourseKey,
    body: object,
    headers: Record<string, string> = {},
    part = '',
  ): Promise<TestResponse> =>
    creator(`${COURSES}${key}/${part}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json', ...headers },
      body: JSON.stringify(body),
    });
  const newRun = (): { org: string; number: string; run: string; display_name: string } => ({
    org: ORG,
    number: 'Walks',
    run: `R${(runs += 1)}`,
    display_name: 'Walks on the shore',
  });
  async function aCourse(more: object = {}): Promise<CourseKey> {
    const wish = newRun();
    const { status, text } = await post(creator, { ...wish, ...more });
    if (status !== 201) throw new Error(text);
    return CourseKey.of(wish.org, wish.number, wish.run);
  }
  const heads = (key: CourseKey) =>
    service.dataSource.query<{ name: string; head: string }[]>(
      `SELECT b.name, b.head FROM branches b JOIN courses c ON c.id = b.course_id WHERE c.course_key = $1 ORDER BY b.name`,
      [String(key)],
    );
  const versionsOf = async (key: CourseKey): Promise<number> =>
    (
      await service.dataSource.query<[{ count: number }]>(
        `SELECT count(*)::int AS count FROM versions v JOIN courses c ON c.id = v.course_id WHERE c.course_key = $1`,
        [String(key)],
      )
    )[0].count;

  describe('POST courses/', () => {
    it('is for who may make courses in the organization: 403 for others, who learn of no course by it (R-7)', async () => {
      const taken = await aCourse();
      const stranger = service.as('stranger');
      const free = await post(stranger, newRun());
      const same = await post(stranger, { ...newRun(), run: taken.run });
      expect([free.status, same.status]).toEqual([403, 403]);
      expect((await post(creator, { ...newRun(), org: 'Elsewhere' })).status).toBe(403);
      expect((await post(service.as(null), newRun())).status).toBe(401);
    });

    it('refuses what is nobody’s to say: ids, dates of its making, its place in lists (mass assignment, R-9)', async () => {
      const more = { id: 1, course_key: 'course-v1:A+B+C', deleted: null, edited_by: 'admin', organization_id: 'x' };
      const { status, body } = await post(creator, { ...newRun(), ...more });
      expect([status, Object.keys(body.field_errors as object).sort()]).toEqual([400, Object.keys(more).sort()]);
    });

    it('names all faults at once (R-9)', async () => {
      const { status, body } = await post(creator, {
        org: 'a..b',
        number: 'a b',
        run: '',
        display_name: ' ',
        start: '2027-01-01',
      });
      expect([status, Object.keys(body.field_errors as object).sort()]).toEqual([
        400,
        ['display_name', 'number', 'org', 'run', 'start'],
      ]);
    });

    it('refuses moments in the wrong order', async () => {
      const dates = { start: '2027-02-01T00:00:00Z', end: '2027-01-01T00:00:00Z' };
      const { status, body } = await post(creator, { ...newRun(), ...dates });
      expect([status, Object.keys(body.field_errors as object)]).toEqual([400, ['end']]);
    });

    it('says 409 to a key that is taken, in whatever case', async () => {
      const key = await aCourse();
      const answer = await post(admin, {
        org: 'shore',
        number: 'WALKS',
        run: key.run!.toLowerCase(),
        display_name: 'x',
      });
      expect([answer.status, answer.body.error_code]).toEqual([409, 'conflict']);
      expect(answer.body.developer_message).toContain(String(key));
    });

    it('lets one of two have a key that both want at once', async () => {
      const wish = newRun();
      const answers = await Promise.all([post(creator, wish), post(admin, { ...wish, run: wish.run.toLowerCase() })]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    });

    it('makes both branches on one version, with what edX gives a course, and the maker its instructor', async () => {
      const wish = { ...newRun(), overview: '<p>Mud.</p>', effort: '2h', pacing: 'self', catalog_visibility: 'about' };
      const { status, headers, body } = await post(creator, wish);
      const { overview: _overview, ...shown } = wish;
      expect([status, headers.get('location')]).toEqual([201, body.url]);
      expect(body).toMatchObject({ ...shown, start: '2030-01-01T00:00:00.000Z', is_archived: false });
      const key = CourseKey.of(wish.org, wish.number, wish.run);
      const [draft, published] = await heads(key);
      expect([draft!.head, published!.head]).toEqual([body.version, body.version]);
      expect((await creator(`${COURSES}${key}/?requested_fields=overview`)).body.overview).toBe(wish.overview);
      const root = (await creator(`/api/xblock/v1/xblocks/${key.makeUsageKey('course', 'course')}/`)).body;
      expect(root.fields).toMatchObject({ wiki_slug: `${wish.org}.${wish.number}.${wish.run}`, self_paced: true });
      expect(root.has_unpublished_changes).toBe(false);
      expect((await creator(`${COURSES}${key}/team_members/creator/`)).body.role).toBe('instructor');
    });
  });

  describe('PATCH courses/{course_key}/', () => {
    it('is for instructors and staff: 403 for others', async () => {
      const key = await aCourse();
      const answer = await service.as('stranger')(`${COURSES}${key}/`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"effort": "none"}',
      });
      expect(answer.status).toBe(403);
    });

    it('acts only on the version that the writer knows: 412 names the one that is there (R-12)', async () => {
      const key = await aCourse();
      const { etag } = Object.fromEntries((await creator(`${COURSES}${key}/`)).headers);
      await patch(key, { effort: 'first' });
      const late = await patch(key, { effort: 'second' }, { 'if-match': etag! });
      expect([late.status, late.body.current_version]).toEqual([412, (await heads(key))[1]!.head]);
    });

    it('is one version for both branches where both are at the same one, and none when nothing changes (C-1)', async () => {
      const key = await aCourse();
      expect((await patch(key, { effort: '3h', end: '2031-01-01T00:00:00Z' })).status).toBe(204);
      expect((await patch(key, { effort: '3h' })).status).toBe(204);
      const [draft, published] = await heads(key);
      expect([draft!.head === published!.head, await versionsOf(key)]).toEqual([true, 2]);
    });

    it('writes to a draft that is ahead as well, publishes nothing of it, and leaves no trace of a difference (ADR 0022)', async () => {
      const key = await aCourse();
      const page = key.forBranch('draft').makeUsageKey('course', 'course');
      const drafted = await creator(`/api/xblock/v1/xblocks/${page}/`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"fields": {"advertised_start": "In spring"}}',
      });
      expect(drafted.status).toBe(204);
      expect((await patch(key, { effort: '3h', overview: '<p>New.</p>' })).status).toBe(204);
      const read = async (branch: string) =>
        (await creator(`${COURSES}${key.forBranch(branch)}/?requested_fields=overview`)).body;
      for (const branch of ['draft', 'published'])
        expect(await read(branch)).toMatchObject({ effort: '3h', overview: '<p>New.</p>' });
      const fields = async (branch: string) =>
        (await creator(`/api/xblock/v1/xblocks/${key.forBranch(branch).makeUsageKey('course', 'course')}/`)).body
          .fields;
      expect((await fields('draft')).advertised_start).toBe('In spring');
      expect((await fields('published')).advertised_start).toBeUndefined();
      const about = await creator(`/api/xblock/v1/xblocks/${key.makeUsageKey('about', 'overview')}/`);
      expect(about.body.has_unpublished_changes).toBe(false);
    });

    it('null clears, and a branch in the key means that branch alone', async () => {
      const key = await aCourse({ overview: '<p>Old.</p>', language: 'fr' });
      expect((await patch(key, { overview: null, language: null })).status).toBe(204);
      const answer = await creator(`${COURSES}${key.forBranch('draft')}/`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '{"display_name": "Only a draft"}',
      });
      expect(answer.status).toBe(204);
      const published = (await creator(`${COURSES}${key}/?requested_fields=overview`)).body;
      expect(published).toMatchObject({ overview: null, language: null, display_name: 'Walks on the shore' });
      expect((await creator(`${COURSES}${key.forBranch('draft')}/`)).body.display_name).toBe('Only a draft');
    });

    it('refuses a picture that is not of the course', async () => {
      const key = await aCourse();
      const { status, body } = await patch(key, { image: 'asset-v1:Other+Course+Run+type@asset+block@a.png' });
      expect([status, Object.keys(body.field_errors as object)]).toEqual([400, ['image']]);
    });

    it('writes at once with others on the course, and loses nobody’s words (C-8)', async () => {
      const key = await aCourse();
      const words = [{ effort: 'much' }, { language: 'de' }, { short_description: 'Mud.' }, { mobile_available: true }];
      const answers = await Promise.all(words.map((each) => patch(key, each)));
      expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
      expect((await creator(`${COURSES}${key}/`)).body).toMatchObject(Object.assign({}, ...words) as object);
      expect(await versionsOf(key)).toBe(5);
    });
  });

  describe('PUT courses/{course_key}/', () => {
    it('clears what is not sent, and keeps the settings that are no information', async () => {
      const key = await aCourse({ effort: 'much', language: 'fr', invitation_only: true });
      await patch(key, { settings: { advanced_modules: ['word_cloud'] } }, {}, 'advanced_settings/');
      const answer = await creator(`${COURSES}${key}/`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': '*' },
        body: '{"display_name": "Bare"}',
      });
      const bare = { display_name: 'Bare', effort: null, language: null, invitation_only: false, start: null };
      expect([answer.status, answer.body]).toEqual([200, expect.objectContaining(bare)]);
      const { settings } = (await creator(`${COURSES}${key}/advanced_settings/`)).body;
      expect(settings.advanced_modules).toEqual(['word_cloud']);
    });
  });

  describe('an archived course', () => {
    it('can be read as before, and nobody writes to it: 409 says how to take it out again', async () => {
      const key = await aCourse();
      expect((await patch(key, { is_archived: true })).status).toBe(204);
      const block = `/api/xblock/v1/xblocks/${key.makeUsageKey('course', 'course')}/`;
      const refused = [
        await patch(key, { effort: 'more' }),
        await patch(key, { settings: { no_grade: true } }, {}, 'advanced_settings/'),
        await creator(block, {
          method: 'PATCH',
          headers: { 'content-type': 'application/merge-patch+json' },
          body: '{"display_name": "x"}',
        }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([409, 409, 409]);
      expect(refused[0]!.body.developer_message).toContain('{"is_archived": false}');
      expect([(await creator(`${COURSES}${key}/`)).body.is_archived, (await creator(block)).status]).toEqual([
        true,
        200,
      ]);
      const { links } = (await creator(`${COURSES}${key}/`)).body;
      expect([links.edit.title, links.publish, links.import]).toEqual([
        'Take it out of the archive',
        undefined,
        undefined,
      ]);
      expect((await patch(key, { is_archived: false, effort: 'more' })).status).toBe(204);
      expect((await creator(`${COURSES}${key}/`)).body).toMatchObject({ is_archived: false, effort: 'more' });
    });

    it('is not in the list unless that is asked for, and lets in only whom its staff enrolls', async () => {
      const key = await aCourse();
      await patch(key, { is_archived: true });
      const listed = async (query: string) =>
        (await creator(`${COURSES}?${query}&page_size=100`)).body.results.map(
          (one: { course_key: string }) => one.course_key,
        );
      expect(await listed('')).not.toContain(String(key));
      expect(await listed('is_archived=true')).toEqual([String(key)]);
      const enroll = (client: TestClient, body: object) => post(client, body, '/api/enrollment/v1/enrollments/');
      const own = await enroll(service.as('stranger'), { course_key: String(key) });
      expect([own.status, own.body.developer_message]).toEqual([
        expect.any(Number),
        expect.stringContaining('archived'),
      ]);
      expect(own.status).toBeGreaterThanOrEqual(400);
      expect((await enroll(creator, { course_key: String(key), username: 'stranger' })).status).toBe(201);
    });
  });
});
