import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { CourseImportService } from '../../src/modules/olx/index.js';
import { startTestApp, type TestApp, type TestResponse } from '../support/app.js';
import { statementsWhile } from '../support/statements.js';

const KEY = CourseKey.of('Api', 'Blocks', 'run');
const PUBLIC = CourseKey.of('Api', 'Public', 'run');
const LARGE = CourseKey.of('Api', 'Large', 'run');
const V1 = '/api/courses/v1/blocks/';
const V2 = '/api/courses/v2/blocks/';
const COURSES = '/api/courses/v1/courses/';

const PARTITIONS =
  '[{"id": 7, "name": "Cohorts", "scheme": "cohort", "groups": [{"id": 1, "name": "A"}], "version": 3}]';
const COURSE = `
<course display_name="Blocks" start="2020-01-01T00:00:00Z" mobile_available="true" course_image="card.png" user_partitions="${quoted(PARTITIONS)}">
  <chapter url_name="one" display_name="One">
    <sequential url_name="homework" display_name="Homework" graded="true" format="Homework" due="2100-05-01T12:00:00Z" is_time_limited="true">
      <vertical url_name="unit" display_name="Unit">
        <video url_name="film" display_name="Film" youtube="" youtube_id_1_0="" html5_sources="[&quot;/static/film.mp4&quot;]" transcripts="{&quot;en&quot;: &quot;film-en.srt&quot;}"/>
        <html url_name="text" display_name="Text"><p>Some text.</p></html>
        <problem url_name="sum" display_name="Sum" weight="2"><p>1 + 1</p></problem>
        <discussion url_name="talk" display_name="Talk" discussion_id="topic-1" discussion_category="Week 1" discussion_target="Talk"/>
        <html url_name="cohort" display_name="For group A" group_access="{&quot;7&quot;: [1]}"><p>Group A.</p></html>
        <html url_name="verified" display_name="For the verified" group_access="{&quot;50&quot;: [2]}"><p>Verified.</p></html>
      </vertical>
    </sequential>
  </chapter>
  <chapter url_name="later" display_name="Later" start="2100-01-01T00:00:00Z">
    <sequential url_name="later-seq" display_name="Later"><vertical url_name="later-unit"><html url_name="later-text"><p>Later.</p></html></vertical></sequential>
  </chapter>
  <chapter url_name="team" display_name="For the team" visible_to_staff_only="true">
    <sequential url_name="team-seq" display_name="Team"/>
  </chapter>
</course>`;

function quoted(json: string): string {
  return json.replaceAll('"', '&quot;');
}

const block = (type: string, id: string, key = KEY) => key.makeUsageKey(type, id).toString();
const ROOT = block('course', 'course');
const query = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters)}`;

describe('what Open edX clients call (SPEC X-2)', () => {
  let service: TestApp;
  let folder: string;

  const importCourse = async (key: CourseKey, xml: string): Promise<void> => {
    const olx = path.join(folder, key.course!);
    mkdirSync(path.join(olx, 'course'), { recursive: true });
    writeFileSync(
      path.join(olx, 'course.xml'),
      `<course url_name="${key.run}" org="${key.org}" course="${key.course}"/>`,
    );
    writeFileSync(path.join(olx, 'course', `${key.run}.xml`), xml.trim());
    await service.app.get(CourseImportService).import({ path: olx }, { editedBy: null });
  };

  beforeAll(async () => {
    service = await startTestApp();
    folder = mkdtempSync(path.join(tmpdir(), 'courseware-course-api-'));
    await importCourse(KEY, COURSE);
    await importCourse(
      PUBLIC,
      '<course display_name="Open" course_visibility="public" catalog_visibility="about"><chapter url_name="a" display_name="A"/></course>',
    );
    const units = Array.from({ length: 300 }, (_, index) => `<html url_name="h${index}"><p>${index}</p></html>`).join(
      '',
    );
    await importCourse(
      LARGE,
      `<course display_name="Large" advertised_start="Spring" end="2021-01-01T00:00:00Z"><chapter url_name="a"><sequential url_name="b"><vertical url_name="c">${units}</vertical></sequential></chapter></course>`,
    );
    // An account is made when its client is first used.
    for (const name of ['learner', 'verified', 'outsider', 'auditor', 'staffer']) await service.as(name)('/api/');
    await service.as('admin', { isStaff: true })('/api/');
    const enrollments = service.app.get(EnrollmentsService);
    const roles = service.app.get(CourseRolesService);
    for (const key of [KEY, LARGE]) await enrollments.enroll('learner', key);
    await enrollments.enroll('verified', KEY, 'verified');
    await roles.grant('auditor', KEY, 'auditor');
    await roles.grant('staffer', KEY, 'staff');
  });

  afterAll(async () => {
    await service?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const blocks = (
    username: string | null,
    parameters: Record<string, string>,
    { version = V1, key = KEY }: { version?: string; key?: CourseKey } = {},
  ): Promise<TestResponse> =>
    service.as(username)(version + query({ course_id: key.toString(), ...(username && { username }), ...parameters }));
  const idsOf = ({ body }: TestResponse): string[] =>
    Object.keys(body.blocks).map((id) => id.replace(/^.*@(\w+)\+block@/, '$1@'));

  describe('blocks, refused', () => {
    it.each([
      ['without a course_id', ''],
      ['with an empty course_id', 'course_id='],
      ['with a course_id that is no key', 'course_id=Blocks'],
      ['with a raw plus, which means a blank in a query (SPEC I-3)', 'course_id=course-v1:Api+Blocks+run'],
    ])('are a 400 %s', async (_, parameters) => {
      for (const version of [V1, V2]) {
        const answer = await service.as('learner')(`${version}?username=learner&${parameters}`);
        expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['course_id']]);
      }
    });

    it('are a 400 with neither username nor all_blocks, for staff as well', async () => {
      const answer = await service.as('admin')(V1 + query({ course_id: KEY.toString() }));
      expect([answer.status, answer.body.error_code, Object.keys(answer.body.errors)]).toEqual([
        400,
        'invalid_input',
        ['username'],
      ]);
    });

    it('are a 404 for a course or a block that does not exist, and for a bad key in the path', async () => {
      const missing = await blocks('learner', {}, { key: CourseKey.of('No', 'Such', 'course') });
      expect([missing.status, missing.body.error_code]).toEqual([404, 'not_found']);
      for (const key of [block('html', 'gone'), 'block-v1:Api', 'i4x://Api/Blocks/html/text']) {
        const answer = await service.as('learner')(`${V1}${encodeURIComponent(key)}/?username=learner`);
        expect([key, answer.status]).toEqual([key, 404]);
      }
    });

    it('are a 403 for an account that has no place in the course: that it exists is no secret (SPEC R-7)', async () => {
      for (const version of [V1, V2]) {
        const answer = await blocks('outsider', {}, { version });
        expect([answer.status, answer.body.error_code]).toEqual([403, 'not_enrolled']);
      }
    });

    it.each<[string, Record<string, string>]>([
      ['another user', { username: 'learner' }],
      ['everything', { all_blocks: 'true' }],
      ['the anonymous view of a course that is not public', { username: '' }],
    ])('are a 403 for anonymous callers who ask for %s', async (_, parameters) => {
      const answer = await blocks(null, parameters);
      expect([answer.status, answer.body.error_code]).toEqual([403, 'permission_denied']);
    });

    it('are a 403 for a learner who asks for everything or for another’s view, whether that one exists or not', async () => {
      const refused: Record<string, string>[] = [
        { all_blocks: 'true' },
        { username: 'verified' },
        { username: 'nobody' },
      ];
      for (const parameters of refused) {
        expect((await blocks('learner', parameters)).status).toBe(403);
      }
      expect((await blocks('auditor', { username: 'learner' })).status).toBe(403);
    });

    it('are a 404 for course staff who ask for the view of nobody', async () => {
      expect((await blocks('staffer', { username: 'nobody-at-all' })).status).toBe(404);
    });

    it('hide a block that learners may not see as if it did not exist', async () => {
      for (const key of [block('chapter', 'team'), block('html', 'later-text'), block('html', 'cohort')]) {
        expect((await service.as('learner')(`${V1}${key}/?username=learner`)).status).toBe(404);
      }
      expect((await service.as('staffer')(`${V1}${block('chapter', 'team')}/?username=staffer`)).status).toBe(200);
    });
  });

  describe('blocks', () => {
    it('are by default the first block alone, with the seven members that are always there', async () => {
      const answer = await blocks('learner', {});
      const url = `${service.config.publicUrl}/api/xblock/v1/xblocks/${ROOT}/`;
      expect(answer.body).toEqual({
        root: ROOT,
        blocks: {
          [ROOT]: {
            id: ROOT,
            block_id: 'course',
            lms_web_url: url,
            legacy_web_url: url,
            student_view_url: url,
            type: 'course',
            display_name: 'Blocks',
          },
        },
      });
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    });

    it('leave out for a learner what is for staff, for later or for others', async () => {
      const answer = await blocks('learner', { depth: 'all' });
      expect(idsOf(answer)).toEqual([
        'course@course',
        'chapter@one',
        'sequential@homework',
        'vertical@unit',
        'video@film',
        'html@text',
        'problem@sum',
        'discussion@talk',
      ]);
    });

    it('stay in version 2 when they are for other groups, cut, with the reason', async () => {
      const parameters = {
        depth: 'all',
        requested_fields: 'graded,due,children,contains_gated_content',
        block_counts: 'html',
        student_view_data: 'html',
      };
      const answer = await blocks('learner', parameters, { version: V2 });
      expect(idsOf(answer)).toEqual(expect.arrayContaining(['html@cohort', 'html@verified']));
      expect(idsOf(answer)).not.toEqual(expect.arrayContaining(['chapter@team']));
      expect(idsOf(answer)).not.toEqual(expect.arrayContaining(['chapter@later']));
      const {
        [block('html', 'cohort')]: cohort,
        [block('html', 'verified')]: verified,
        [ROOT]: root,
      } = answer.body.blocks;
      expect(Object.keys(cohort).sort()).toEqual(
        [
          'authorization_denial_message',
          'authorization_denial_reason',
          'block_counts',
          'block_id',
          'display_name',
          'graded',
          'id',
          'legacy_web_url',
          'lms_web_url',
          'student_view_url',
          'type',
        ].sort(),
      );
      expect([cohort.authorization_denial_reason, verified.authorization_denial_reason]).toEqual([
        'cohort',
        'enrollment_track',
      ]);
      expect([verified.contains_gated_content, root.contains_gated_content]).toEqual([true, true]);
    });

    it('open by the mode of the enrollment', async () => {
      expect(idsOf(await blocks('verified', { depth: 'all' }))).toContain('html@verified');
    });

    it('are all there for the course team, and for all_blocks', async () => {
      const team = await blocks('auditor', { depth: 'all' });
      const all = await service.as('admin')(
        V1 + query({ course_id: KEY.toString(), all_blocks: 'True', depth: 'all' }),
      );
      expect(idsOf(team)).toHaveLength(16);
      expect(idsOf(all)).toEqual(idsOf(team));
    });

    it('show staff what a learner sees', async () => {
      const own = await blocks('learner', { depth: 'all' });
      const seen = await blocks('staffer', { username: 'LEARNER', depth: 'all' });
      expect(seen.body).toEqual(own.body);
    });

    it('have an anonymous view where the author made the course public', async () => {
      const answer = await blocks(null, { username: '', depth: 'all' }, { key: PUBLIC });
      expect([answer.status, idsOf(answer)]).toEqual([200, ['course@course', 'chapter@a']]);
      expect((await blocks('outsider', {}, { key: PUBLIC })).status).toBe(200);
      expect((await blocks('outsider', { username: '' }, { key: PUBLIC })).status).toBe(200);
    });

    it('have effective values, and nothing where there is none', async () => {
      const fields =
        'graded,format,start,due,has_score,weight,show_correctness,hide_from_toc,icon_class,student_view_multi_device,special_exam_info,visible_to_staff_only,hide_after_due,has_scheduled_content,completion,not_a_field,__proto__,constructor';
      const answer = await blocks('learner', { depth: 'all', requested_fields: fields });
      const own = (type: string, id: string) => {
        const {
          id: _,
          block_id,
          lms_web_url,
          legacy_web_url,
          student_view_url,
          type: __,
          display_name,
          ...rest
        } = answer.body.blocks[block(type, id)];
        expect([block_id, lms_web_url, display_name]).toEqual([id, legacy_web_url, expect.any(String)]);
        expect(student_view_url).toBe(lms_web_url);
        return rest;
      };
      const common = {
        start: '2020-01-01T00:00:00Z',
        show_correctness: 'always',
        hide_from_toc: false,
        visible_to_staff_only: false,
        hide_after_due: false,
        has_scheduled_content: false,
      };
      expect(own('problem', 'sum')).toEqual({
        ...common,
        graded: true,
        due: '2100-05-01T12:00:00Z',
        has_score: true,
        weight: 2,
        icon_class: 'problem',
        student_view_multi_device: true,
      });
      expect(own('sequential', 'homework')).toMatchObject({
        format: 'Homework',
        special_exam_info: { short_description: 'Timed Exam' },
      });
      expect(own('chapter', 'one')).toEqual({
        ...common,
        graded: false,
        has_score: false,
        icon_class: 'other',
        student_view_multi_device: false,
      });
      expect(own('course', 'course')).toMatchObject({ has_scheduled_content: true });
    });

    it('have the student view data of the types that were asked for', async () => {
      const answer = await blocks('learner', { depth: 'all', student_view_data: 'video,html,discussion,problem' });
      const asset = (name: string) => `${service.config.publicUrl}/asset-v1:Api+Blocks+run+type@asset+block@${name}`;
      expect(answer.body.blocks[block('video', 'film')].student_view_data).toEqual({
        only_on_web: false,
        duration: null,
        transcripts: { en: asset('film-en.srt') },
        encoded_videos: { fallback: { url: asset('film.mp4'), file_size: 0 } },
        all_sources: [asset('film.mp4')],
      });
      expect(answer.body.blocks[block('html', 'text')].student_view_data).toMatchObject({
        enabled: true,
        html: expect.stringContaining('Some text.'),
      });
      expect(answer.body.blocks[block('discussion', 'talk')].student_view_data).toEqual({ topic_id: 'topic-1' });
      expect(answer.body.blocks[block('problem', 'sum')]).not.toHaveProperty('student_view_data');
    });

    it('are a bare list with return_type=list, and only of the types asked for', async () => {
      const answer = await blocks('learner', { depth: 'all', return_type: 'list', block_types_filter: 'video,html' });
      expect(answer.body.map(({ id }: { id: string }) => id)).toEqual([block('video', 'film'), block('html', 'text')]);
    });

    it('begin at any block, raw or percent-encoded (SPEC I-3)', async () => {
      const unit = block('vertical', 'unit');
      for (const key of [unit, encodeURIComponent(unit)]) {
        const answer = await service.as('learner')(
          `${V2}${key}/?username=learner&depth=1&block_types_filter=vertical&requested_fields=children`,
        );
        expect(answer.body).toMatchObject({ root: unit, blocks: { [unit]: { id: unit, type: 'vertical' } } });
      }
    });

    it('answer 304 to a client that has them already, also after a slash was added (SPEC R-12)', async () => {
      const first = await blocks('learner', { depth: 'all' });
      const etag = first.headers.get('etag')!;
      const again = (parameters: Record<string, string>, username = 'learner') =>
        service.as(username)(V1 + query({ course_id: KEY.toString(), username, ...parameters }), {
          headers: { 'if-none-match': etag },
        });
      expect(etag).toMatch(/^"[0-9a-f]{24}\.[\w-]+(\+\w+)?"$/);
      expect([(await again({ depth: 'all' })).status, (await again({ depth: 'all' })).text]).toEqual([304, '']);
      expect((await again({ depth: '2' })).status).toBe(200);
      expect((await again({ depth: 'all' }, 'verified')).status).toBe(200);
    });

    it('cost a fixed number of statements, whatever the size of the course', async () => {
      const statementsOf = async (key: CourseKey) => {
        const parameters = {
          depth: 'all',
          requested_fields: 'children,graded,due',
          student_view_data: 'html,video',
          block_counts: 'html',
        };
        const read = async () =>
          expect(
            (await blocks('learner', { ...parameters, nav_depth: String(Math.random()).slice(2, 5) }, { key })).status,
          ).toBe(200);
        // What authorization costs has a bound of its own (access/query-budget).
        return (await statementsWhile(service, read, { without: /FROM users u|access_policies/ })).length;
      };
      try {
        // New versions, so that nothing of them is in a cache.
        await importCourse(KEY, COURSE.replace('Some text.', 'Some new text.'));
        const small = await statementsOf(KEY);
        const large = await statementsOf(LARGE);
        expect(large).toBeLessThanOrEqual(small);
        expect(small).toBe(3);
        expect(await statementsOf(LARGE)).toBe(1);
      } finally {
        await importCourse(KEY, COURSE);
      }
    });
  });

  describe('requests of today’s clients, as they send them (SPEC X-3)', () => {
    const COURSE_ID = 'course-v1%3AApi%2BBlocks%2Brun';

    it('mitodl/edx-api-client walks root and blocks by children, which leaves have too', async () => {
      const answer = await service.as('learner')(
        `${V1}?depth=all&username=learner&course_id=${COURSE_ID}&requested_fields=children%2Cdisplay_name%2Cid%2Ctype%2Cvisible_to_staff_only`,
      );
      const walked: string[] = [];
      const walk = (id: string) => {
        walked.push(id);
        for (const child of answer.body.blocks[id].children) walk(child);
      };
      walk(answer.body.root);
      expect(walked).toEqual(Object.keys(answer.body.blocks));
    });

    it('frontend-app-learning reads the outline down to the units', async () => {
      const answer = await service.as('learner')(
        `${V2}?course_id=${COURSE_ID}&username=learner&depth=3&requested_fields=children,discussions_url`,
        { headers: { 'use-jwt-cookie': 'true' } },
      );
      expect(idsOf(answer)).toEqual(['course@course', 'chapter@one', 'sequential@homework', 'vertical@unit']);
      expect(answer.body.blocks[block('sequential', 'homework')].children).toEqual([block('vertical', 'unit')]);
    });

    it('course-discovery leaves the colon of the key as it is', async () => {
      const answer = await service.as('admin')(
        `${V1}?course_id=course-v1:Api%2BBlocks%2Brun&all_blocks=True&depth=all&requested_fields=children`,
      );
      expect(answer.body.blocks[answer.body.root].children).toHaveLength(3);
      expect(
        (
          await service.as('admin')(
            `${V1}${block('vertical', 'unit')}?all_blocks=True&depth=all&requested_fields=children`,
          )
        ).status,
      ).toBe(308);
    });

    it('the Android app finds counts on every block, and descendants', async () => {
      const answer = await service.as('learner')(
        `${V1}?depth=all&requested_fields=contains_gated_content,show_gated_sections,special_exam_info,graded,format,student_view_multi_device,due,completion&student_view_data=video,discussion&block_counts=video&nav_depth=3&course_id=${COURSE_ID}&username=learner`,
      );
      for (const found of Object.values<{ block_counts: object; lms_web_url: string; student_view_url: string }>(
        answer.body.blocks,
      )) {
        expect(found).toMatchObject({
          block_counts: { video: expect.any(Number) },
          lms_web_url: expect.any(String),
          student_view_url: expect.any(String),
        });
      }
      expect(answer.body.blocks[ROOT]).toMatchObject({
        block_counts: { video: 1 },
        descendants: [block('chapter', 'one')],
      });
      expect(answer.body.blocks[block('vertical', 'unit')].descendants).toHaveLength(4);
    });

    it('the iOS app breaks the line within requested_fields', async () => {
      const fields =
        '\n                contains_gated_content,show_gated_sections,special_exam_info,graded,\n                format,student_view_multi_device,due,completion,assignment_progress\n                ';
      const answer = await service.as('learner')(
        `${V1}?block_counts=video&course_id=${COURSE_ID}&depth=all&nav_depth=4&requested_fields=${encodeURIComponent(fields)}&student_view_data=video%2Cdiscussion%2Chtml%2Cproblem&username=learner`,
      );
      expect(answer.body.blocks[block('sequential', 'homework')]).toMatchObject({
        format: 'Homework',
        graded: true,
        due: '2100-05-01T12:00:00Z',
      });
    });

    it('mitodl/edx-api-client lists courses by repeated keys, and reads one without the slash', async () => {
      const list = await service.as('learner')(
        `${COURSES}?page_size=100&page=1&username=learner&active_only=False&course_keys=${COURSE_ID}&course_keys=course-v1%3AApi%2BLarge%2Brun`,
      );
      expect(list.body.results.map(({ id }: { id: string }) => id)).toEqual([KEY.toString(), LARGE.toString()]);
      expect(list.body.pagination).toEqual({ next: null, previous: null, count: 2, num_pages: 1 });
      const moved = await service.as('learner')(`${COURSES}${KEY}`);
      expect([moved.status, moved.headers.get('location')]).toEqual([308, `${COURSES}${KEY}/`]);
      expect((await service.as('learner')(`${COURSES}${KEY}/?username=learner`)).body).toMatchObject({
        id: KEY.toString(),
        is_enrolled: true,
      });
    });

    it('course-discovery reads count and num_pages', async () => {
      const list = await service.as('admin')(`${COURSES}?page=1&page_size=2&username=admin&active_only=True`);
      expect(list.body.pagination).toMatchObject({ count: 2, num_pages: 1 });
    });

    it('the mobile apps repeat the permissions', async () => {
      const list = await service.as(null)(
        `${COURSES}?page=1&mobile=true&permissions=enroll&permissions=see_in_catalog&permissions=see_about_page`,
      );
      expect(list.body.results.map(({ id }: { id: string }) => id)).toEqual([KEY.toString()]);
    });

    it('the iOS app finds no null where it wants none', async () => {
      const { body } = await service.as(null)(`${COURSES}${PUBLIC}/`);
      for (const name of [
        'blocks_url',
        'id',
        'course_id',
        'media',
        'name',
        'number',
        'org',
        'pacing',
        'mobile_available',
        'hidden',
        'invitation_only',
        'overview',
      ]) {
        expect([name, body[name] ?? null]).toEqual([name, expect.anything()]);
      }
    });
  });

  describe('courses', () => {
    it.each([
      ['page=0', 404],
      ['page=4', 404],
      ['course_keys=Blocks', 400],
      ['permissions=everything', 400],
      ['mobile=perhaps', 400],
      ['username=learner', 403],
    ])('answer ?%s with its status', async (parameters, status) => {
      expect((await service.as(null)(`${COURSES}?${parameters}`)).status).toBe(status);
    });

    it('are a 404 for staff who ask for the view of nobody, and a 403 for others', async () => {
      expect((await service.as('admin')(`${COURSES}?username=nobody-at-all`)).status).toBe(404);
      expect((await service.as('learner')(`${COURSES}${KEY}/?username=nobody-at-all`)).status).toBe(403);
    });

    it('are a 404 for an unknown key', async () => {
      for (const key of ['course-v1:No+Such+course', 'Blocks']) {
        expect((await service.as(null)(`${COURSES}${key}/`)).status).toBe(404);
      }
    });

    it('are walked by next, one-indexed, each once', async () => {
      const seen: string[] = [];
      let next: string | null = `${COURSES}?page_size=1&org=API`;
      while (next !== null) {
        const { body }: TestResponse = await service.as(null)(next);
        expect(body.pagination).toMatchObject({ count: 3, num_pages: 3 });
        seen.push(...body.results.map(({ id }: { id: string }) => id));
        next = body.pagination.next;
      }
      expect(seen).toEqual([KEY, LARGE, PUBLIC].map(String));
      const third = await service.as(null)(`${COURSES}?page_size=1&page=3`);
      expect(third.body.pagination.previous).toBe(`${service.config.publicUrl}${COURSES}?page_size=1&page=2`);
    });

    it('are found by words, and narrowed by end', async () => {
      const found = async (parameters: string) =>
        (await service.as(null)(`${COURSES}?${parameters}`)).body.results.map(({ name }: { name: string }) => name);
      expect(await found('search_term=large')).toEqual(['Large']);
      expect(await found('active_only=true')).toEqual(['Blocks', 'Open']);
      expect(await found('search_term=%22%27%29%3B--')).toEqual([]);
    });

    it('have edX’s members', async () => {
      const { body } = await service.as(null)(`${COURSES}${KEY}/`);
      const uri = '/asset-v1:Api+Blocks+run+type@asset+block@card.png';
      const origin = service.config.publicUrl;
      expect(body).toEqual({
        blocks_url: `${origin}${V2}?course_id=course-v1%3AApi%2BBlocks%2Brun`,
        effort: null,
        end: null,
        enrollment_start: null,
        enrollment_end: null,
        id: KEY.toString(),
        media: {
          banner_image: { uri, uri_absolute: origin + uri },
          course_image: { uri },
          course_video: { uri: null },
          image: { raw: origin + uri, small: origin + uri, large: origin + uri },
        },
        name: 'Blocks',
        number: 'Blocks',
        org: 'Api',
        short_description: null,
        start: '2020-01-01T00:00:00Z',
        start_display: 'Jan. 1, 2020',
        start_type: 'timestamp',
        pacing: 'instructor',
        mobile_available: true,
        hidden: false,
        invitation_only: false,
        course_id: KEY.toString(),
        overview: '',
        url: `${origin}${COURSES}${KEY}/`,
        links: expect.objectContaining({ self: { href: `${origin}${COURSES}${KEY}/` } }),
      });
    });

    it('say how the author wants the start shown, and what the catalog hides', async () => {
      const { body } = await service.as(null)(`${COURSES}?org=Api`);
      const [, large, open] = body.results;
      expect([large.start_type, large.start_display]).toEqual(['string', 'Spring']);
      expect([open.hidden, open.start_type, open.start_display]).toEqual([true, 'empty', null]);
    });
  });
});
