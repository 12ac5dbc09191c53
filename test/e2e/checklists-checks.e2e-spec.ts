import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../src/modules/content/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { statementsWhile } from '../support/statements.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { type Callers, importSample, importSynthetic, importXml, SAMPLE } from './contract/sample-course.js';

const checksOf = (key: CourseKey): string => `/api/course/v1/courses/${key}/checks/`;

interface Check {
  readonly id: string;
  readonly passed: boolean;
  readonly count: number;
  readonly findings: readonly {
    readonly block: { readonly id: string; readonly url: string } | null;
    readonly detail: string;
  }[];
  readonly findings_not_listed: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

describe('checks of a course (SPEC C-11)', () => {
  let service: TestApp;
  let callers: Callers;
  let admin: TestClient;
  let made = 0;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
    admin = callers.admin;
  });
  afterAll(async () => service?.close());

  /** Imports a course of its own from what stands in its course element. */
  async function aCourse(content: string, attributes = ''): Promise<CourseKey> {
    const key = CourseKey.of('Checks', 'Course', `R${(made += 1)}`);
    await importXml(service, key, `<course display_name="C" ${attributes}>${content}</course>`);
    return key;
  }
  const unit = (content: string, attributes = ''): string =>
    `<chapter url_name="s"><sequential url_name="ss" ${attributes}><vertical url_name="u">${content}</vertical></sequential></chapter>`;
  const check = async (key: CourseKey, id: string): Promise<Check> =>
    (await admin(`${checksOf(key)}${id}/`)).body as Check;
  /** Blocks that a check finds fault with, by their short names, and what it says of the course as a whole. */
  async function found(key: CourseKey, id: string): Promise<string[]> {
    const { findings, passed, count } = await check(key, id);
    expect([passed, count]).toEqual([findings.length === 0, findings.length]);
    return findings.map(({ block, detail }) => (block === null ? detail : block.id.replace(/^.*\+type@/, '')));
  }

  describe('are closed', () => {
    it('to whoever is not on the team: 401 and 403', async () => {
      expect((await callers.nobody(checksOf(SAMPLE))).status).toBe(401);
      expect((await callers.learner(checksOf(SAMPLE))).status).toBe(403);
      expect((await callers.outsider(`${checksOf(SAMPLE)}course_dates/`)).status).toBe(403);
      await service.as('auditor')('/api/');
      await service.app.get(CourseRolesService).grant('auditor', SAMPLE, 'auditor');
      expect((await service.as('auditor')(checksOf(SAMPLE))).status).toBe(200);
    });

    it.each(['nope', 'constructor', '__proto__', 'a b'])('under the unknown id %s: 404', async (id) => {
      expect((await admin(`${checksOf(SAMPLE)}${encodeURIComponent(id)}/`)).status).toBe(404);
    });

    it('for a course without content, of which no list says that it passes', async () => {
      const key = CourseKey.of('Checks', 'Course', 'Empty');
      await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, key, null));
      expect((await admin(checksOf(key))).status).toBe(404);
    });
  });

  describe('find', () => {
    it.each([
      ['start="2026-05-01T00:00:00Z" end="2026-05-01T00:00:00Z"', 'not before its end'],
      ['start="2026-05-01T00:00:00Z" enrollment_start="2026-06-01T00:00:00Z"', 'after the course has started'],
      ['enrollment_start="2026-06-01T00:00:00Z" enrollment_end="2026-05-01T00:00:00Z"', 'not before it closes'],
      ['end="2026-05-01T00:00:00Z" enrollment_end="2026-06-01T00:00:00Z"', 'after the course has ended'],
    ])('dates out of order: %s', async (attributes, words) => {
      const findings = await found(await aCourse('', attributes), 'course_dates');
      expect(findings).toEqual([expect.stringContaining(words)]);
    });

    it('no fault with dates that touch, nor with a start that nobody has set', async () => {
      const day = '"2026-05-01T00:00:00Z"';
      const touching = await aCourse('', `start=${day} enrollment_start=${day} end="2026-06-01T00:00:00Z"`);
      expect(await found(touching, 'course_dates')).toEqual([]);
      const unset = await aCourse('', `start="2030-01-01T00:00:00Z" end="2026-06-01T00:00:00Z"`);
      expect(await found(unset, 'course_dates')).toEqual([]);
      expect((await check(unset, 'course_schedule')).facts).toMatchObject({
        has_start_date: false,
        has_end_date: true,
      });
    });

    it('what opens or is due when the course is not running, or before it opens itself', async () => {
      const key = await aCourse(
        `<chapter url_name="late" start="2026-09-01T00:00:00Z"/>
         <chapter url_name="march" start="2026-03-01T00:00:00Z">
           <sequential url_name="after" due="2026-09-01T00:00:00Z"/>
           <sequential url_name="before" due="2026-01-01T00:00:00Z"/>
           <sequential url_name="early" due="2026-02-15T00:00:00Z"/>
           <sequential url_name="right" due="2026-04-01T00:00:00Z"/>
         </chapter>`,
        'start="2026-02-01T00:00:00Z" end="2026-08-01T00:00:00Z"',
      );
      expect(await found(key, 'start_dates')).toEqual(['chapter+block@late']);
      expect(await found(key, 'due_dates')).toEqual(['after', 'before', 'early'].map((id) => `sequential+block@${id}`));
      expect(await found(key, 'self_paced_due_dates')).toEqual([]);
    });

    it('due dates in a self-paced course', async () => {
      const key = await aCourse(unit('', 'due="2026-04-01T00:00:00Z"'), 'self_paced="true"');
      expect(await found(key, 'self_paced_due_dates')).toEqual(['sequential+block@ss']);
    });

    it('what is empty, each on its level', async () => {
      const key = await aCourse(
        `<chapter url_name="a" display_name="A"/>
         <chapter url_name="b"><sequential url_name="c" display_name="C"/>
           <sequential url_name="d"><vertical url_name="e" display_name="E"/></sequential></chapter>`,
      );
      expect(await found(key, 'empty_sections')).toEqual(['chapter+block@a']);
      expect(await found(key, 'empty_subsections')).toEqual(['sequential+block@c']);
      expect(await found(key, 'empty_units')).toEqual(['vertical+block@e']);
    });

    it('links to blocks that are not there, and only links of the course itself', async () => {
      const own = `Checks+Course+R${made + 1}`;
      const key = await aCourse(
        unit(
          `<html url_name="right"><a href="/jump_to_id/u">x</a><a href="/courses/course-v1:${own}/jump_to/block-v1:${own}+type@vertical+block@u">y</a>
             <a href="/courses/course-v1:${own}/courseware/s/ss/1">z</a></html>
           <html url_name="broken_id"><a href="/jump_to_id/gone">x</a></html>
           <html url_name="broken_key"><p>See block-v1:${own}+type@html+block@gone.</p></html>
           <html url_name="broken_page"><a href="/courses/course-v1:${own}/courseware/s/gone/">x</a></html>
           <html url_name="elsewhere"><a href="/courses/course-v1:A+B+C/jump_to/block-v1:A+B+C+type@html+block@gone">x</a></html>`,
        ),
      );
      expect(await found(key, 'internal_links')).toEqual(
        ['broken_id', 'broken_key', 'broken_page'].map((id) => `html+block@${id}`),
      );
    });

    it('files that are not there: in texts, problems and settings, by edX’s rule for their names', async () => {
      const key = await aCourse(
        unit(
          `<html url_name="broken"><img src="/static/gone/the file.png?x=1"/></html>
           <html url_name="said"><p>Put it into /static/ or /static/anything.</p></html>
           <html url_name="computed"><img src="/static/$name.png"/><img src="/static/js/capa/x.js"/><img src="/static/images/placeholder-image.png"/></html>
           <problem url_name="broken_problem"><img src="/static/gone.png"/></problem>
           <video url_name="broken_video" youtube_id_1_0="x" handout="/static/gone.pdf"/>`,
        ),
      );
      expect(await found(key, 'asset_references')).toEqual([
        'html+block@broken',
        'problem+block@broken_problem',
        'video+block@broken_video',
      ]);
      expect((await check(key, 'asset_references')).findings[0]!.detail).toContain('"gone_the_file.png"');
      await service.dataSource.query(
        `INSERT INTO assets (course_id, path, display_name, content_type, size, sha256)
         SELECT id, path, path, 'image/png', 1, repeat('0', 64) FROM courses, unnest(ARRAY['gone_the_file.png', 'gone.png', 'gone.pdf']) path
          WHERE course_key = $1`,
        [String(key)],
      );
      // What is remembered of the version is not right any more.
      expect(await found(key, 'asset_references')).toEqual([]);
    });

    it('videos with nothing to play, and those without a transcript', async () => {
      const key = await aCourse(
        unit(
          `<video url_name="nothing" youtube_id_1_0=""/><video url_name="sample" display_name="S"/>
           <video url_name="tube" youtube_id_1_0="abc"/><video url_name="file" html5_sources='["https://example.org/a.mp4"]' transcripts='{"en": "a.srt"}'/>
           <video url_name="pipeline" edx_video_id="d" youtube_id_1_0=""/>`,
        ),
      );
      expect(await found(key, 'video_sources')).toEqual(['video+block@nothing', 'video+block@sample']);
      expect(await found(key, 'video_transcripts')).toEqual(['video+block@tube']);
    });

    it('problems without a name or an explanation, if they ask something', async () => {
      const asks = '<stringresponse answer="x"><textline/></stringresponse>';
      const key = await aCourse(
        unit(
          `<problem url_name="bare">${asks}</problem><problem url_name="tells" display_name="T"><p>No question.</p></problem>
           <problem url_name="good" display_name="G">${asks}<solution><p>Because.</p></solution></problem>`,
        ),
      );
      expect(await found(key, 'problem_names')).toEqual(['problem+block@bare']);
      expect(await found(key, 'problem_explanations')).toEqual(['problem+block@bare']);
    });

    it('weights, types and formats that do not fit each other', async () => {
      const key = await aCourse(unit('', 'format="Essay" graded="true"'));
      const policy = { GRADER: [{ type: 'Homework', weight: 0.5 }, { type: 'Exam', weight: '0.4' }, 'nonsense'] };
      const root = key.forBranch('draft').makeUsageKey('course', 'course');
      const { status } = await admin(`/api/xblock/v1/xblocks/${root}/`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ fields: { grading_policy: policy } }),
      });
      expect(status).toBe(204);
      expect(await found(key, 'grade_weights')).toEqual([expect.stringContaining('90 %')]);
      expect((await check(key, 'grade_weights')).facts).toEqual({ has_grading_policy: true, sum_of_weights: 0.9 });
      expect(await found(key, 'assignment_types')).toHaveLength(2);
      expect(await found(key, 'subsection_formats')).toEqual(['sequential+block@ss']);
      // What is published is another version, and has the policy that everybody has.
      expect((await check(key.forBranch('published'), 'grade_weights')).passed).toBe(true);
    });

    it('units that are not published as they are, by a change in any block of them', async () => {
      const key = await aCourse(unit('<html url_name="h">x</html>'));
      expect(await found(key, 'unpublished_units')).toEqual([]);
      const block = key.forBranch('draft').makeUsageKey('html', 'h');
      await admin(`/api/xblock/v1/xblocks/${block}/`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ fields: { data: '<p>y</p>' } }),
      });
      const [finding] = (await check(key, 'unpublished_units')).findings;
      expect(finding!.detail).toContain('not published');
      expect((await admin(finding!.block!.url)).status).toBe(200);
    });

    it('no team, no picture and nothing to read about the course', async () => {
      const key = await aCourse('');
      for (const id of ['course_team', 'course_image', 'course_short_description', 'course_overview'])
        expect((await check(key, id)).passed).toBe(false);
      await service.app.get(CourseRolesService).grant('instructor', key, 'instructor');
      expect((await check(key, 'course_team')).passed).toBe(true);
    });

    it('nothing to fail the bundled sample course, but what is advice or not published', async () => {
      const { body } = await admin(`${checksOf(SAMPLE)}?page_size=100&passed=false`);
      expect((body.results as Check[]).map(({ id }) => id)).toEqual(['unpublished_units', 'problem_explanations']);
    });
  });

  it('list a hundred findings and count the others', async () => {
    const key = await aCourse(
      Array.from({ length: 130 }, (_, n) => `<chapter url_name="c${n}" display_name="${n}"/>`).join(''),
    );
    const { count, findings, findings_not_listed } = await check(key, 'empty_sections');
    expect([count, findings.length, findings_not_listed]).toEqual([130, 100, 30]);
  });

  it('stand beside the items of the default lists, whose ticks stay the person’s', async () => {
    const { body } = await admin(`/api/course/v1/courses/${SAMPLE}/checklists/getting-started/`);
    expect(body.items['set-dates']).toMatchObject({
      is_checked: false,
      check: { id: 'course_schedule', passed: true },
    });
    expect(body.items['publish-something']).toMatchObject({ is_checked: false, check: { passed: false } });
    expect((await admin(body.items['set-dates'].check.url as string)).body.id).toBe('course_schedule');
  });

  it('are a 304 until the draft, the files or the team change (R-12)', async () => {
    const key = await aCourse(unit(''));
    const etag = (await admin(checksOf(key))).headers.get('etag')!;
    const again = () => admin(checksOf(key), { headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    await service.app.get(CourseRolesService).grant('instructor', key, 'instructor');
    expect((await again()).status).toBe(200);
  });

  it('cost as many statements for 1,000 blocks as for 100, and fewer once they are known (C-9)', async () => {
    const statements = async (key: CourseKey): Promise<number> => {
      const read = async () => expect((await admin(checksOf(key))).status).toBe(200);
      return (await statementsWhile(service, read)).length;
    };
    const [small, large] = [await importSynthetic(service, 100, 'ck'), await importSynthetic(service, 1000, 'ck')];
    const cold = [await statements(small), await statements(large)];
    expect(cold).toEqual([7, 7]);
    expect([await statements(small), await statements(large)]).toEqual([3, 3]);
  });
});
