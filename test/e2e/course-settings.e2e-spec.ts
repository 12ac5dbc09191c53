import { startTestApp, type TestApp, type TestClient, type TestResponse } from '../support/app.js';
import { type Callers, importSample, SAMPLE, SAMPLE_COURSE } from './contract/sample-course.js';

const SETTINGS = `${SAMPLE_COURSE}advanced_settings/`;
const GRADING = `${SAMPLE_COURSE}grading_policy/`;

describe('settings of a course (endpoints G.1 rows 13, 14)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  });
  afterAll(async () => service?.close());

  const send = (
    method: string,
    target: string,
    body: object,
    client: TestClient = callers.instructor,
  ): Promise<TestResponse> =>
    client(target, {
      method,
      headers: {
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        ...(method === 'PUT' && { 'if-match': '*' }),
      },
      body: JSON.stringify(body),
    });
  const faults = ({ status, body }: TestResponse) => [status, Object.keys((body?.field_errors ?? {}) as object).sort()];

  it('are for instructors and staff: some are credentials', async () => {
    expect((await callers.learner(SETTINGS)).status).toBe(403);
    expect((await callers.nobody(SETTINGS)).status).toBe(401);
    expect((await send('PATCH', SETTINGS, { settings: { no_grade: true } }, callers.learner)).status).toBe(403);
  });

  it('names every fault of a change at once, and changes nothing then (R-9)', async () => {
    const settings = {
      no_such_setting: 1,
      mobile_available: 'yes',
      start: '2026-01-01',
      advanced_modules: ['poll'],
      catalog_visibility: 'nowhere',
    };
    const before = (await callers.instructor(SETTINGS)).text;
    expect(faults(await send('PATCH', SETTINGS, { settings }))).toEqual([
      400,
      ['settings.catalog_visibility', 'settings.mobile_available', 'settings.no_such_setting', 'settings.start'],
    ]);
    expect((await callers.instructor(SETTINGS)).text).toBe(before);
  });

  it('holds to what courses and grading policies hold to', async () => {
    const settings = { end: '2020-01-01T00:00:00Z', grading_policy: { GRADE_CUTOFFS: { Pass: 7 } } };
    expect(faults(await send('PATCH', SETTINGS, { settings }))).toEqual([
      400,
      ['settings.end', 'settings.grading_policy'],
    ]);
  });

  it.each([
    { GRADER: 'x' },
    { GRADER: [null] },
    { GRADER: [{ weight: 0.5 }] },
    { GRADER: [{ type: 'HW', weight: 'much' }] },
    { GRADE_CUTOFFS: { Pass: 'half' } },
    { GRADE_CUTOFFS: [0.5] },
  ])('takes no grading policy that nobody could grade by: %j', async (policy) => {
    const before = (await callers.instructor(SETTINGS)).text;
    const settings = { grading_policy: policy };
    expect(faults(await send('PATCH', SETTINGS, { settings }))).toEqual([400, ['settings.grading_policy']]);
    expect((await callers.instructor(SETTINGS)).text).toBe(before);
  });

  it('shows each setting with the value that holds, whether the course says it itself, and what it is', async () => {
    const { body } = await callers.instructor(SETTINGS);
    expect([body.settings.language, body.settings.no_grade]).toEqual(['en', false]);
    expect([body.own.includes('language'), body.own.includes('no_grade')]).toEqual([true, false]);
    expect(body.descriptions.no_grade).toMatchObject({
      type: 'boolean',
      default: false,
      deprecated: false,
      help: expect.any(String),
    });
    expect(Object.keys(body.settings as object).sort()).toEqual(
      expect.arrayContaining(Object.keys(body.descriptions as object)),
    );
  });

  it('changes the draft and what is published at once; null brings the default back', async () => {
    const read = async (branch: string) =>
      (await callers.instructor(`/api/course/v1/courses/${SAMPLE.forBranch(branch)}/advanced_settings/`)).body.settings
        .no_grade;
    expect((await send('PATCH', SETTINGS, { settings: { no_grade: true } })).status).toBe(204);
    expect([await read('draft'), await read('published')]).toEqual([true, true]);
    expect((await send('PATCH', SETTINGS, { settings: { no_grade: null } })).status).toBe(204);
    expect((await callers.instructor(SETTINGS)).body.own).not.toContain('no_grade');
  });

  it('refuses a grading policy with faults, and names them all: weights, counts, twice the same, cutoffs out of order', async () => {
    const grader = { type: 'Exam', min_count: 1, drop_count: 0, weight: 1 };
    expect(
      faults(
        await send('PUT', GRADING, {
          graders: [{ ...grader, weight: 2, min_count: 0.5 }, { type: 'x' }],
          grade_cutoffs: 1,
        }),
      ),
    ).toEqual([
      400,
      expect.arrayContaining(['graders[0].weight', 'graders[0].min_count', 'graders[1].weight', 'grade_cutoffs']),
    ]);
    const twice = { graders: [grader, { ...grader, drop_count: 3 }], grade_cutoffs: { B: 0.5, A: 0.9 } };
    expect(faults(await send('PUT', GRADING, twice))).toEqual([
      400,
      ['grade_cutoffs.A', 'graders[1].drop_count', 'graders[1].type'],
    ]);
    expect(faults(await send('PATCH', GRADING, { grace_period: 'a while' }))).toEqual([400, ['grace_period']]);
  });

  it('replaces a grading policy as a whole, and merges a patch grade by grade', async () => {
    const policy = {
      graders: [{ type: 'Exam', short_label: null, min_count: 2, drop_count: 1, weight: 0.5 }],
      grade_cutoffs: { A: 0.9, B: 0.5 },
      grace_period: '2 days',
    };
    expect((await send('PUT', GRADING, policy)).body).toMatchObject(policy);
    expect((await send('PATCH', GRADING, { grade_cutoffs: { C: 0.7, A: null }, grace_period: null })).status).toBe(204);
    const { body } = await callers.instructor(GRADING);
    expect(body).toMatchObject({ graders: policy.graders, grade_cutoffs: { C: 0.7, B: 0.5 }, grace_period: null });
    const { settings } = (await callers.instructor(SETTINGS)).body;
    expect(settings.grading_policy.GRADE_CUTOFFS).toEqual({ C: 0.7, B: 0.5 });
  });
});
