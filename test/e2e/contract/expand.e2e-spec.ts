import { startTestApp, type TestApp } from '../../support/app.js';
import { statementsWhile } from '../../support/statements.js';
import { type Callers, COURSES, importSample, SAMPLE, SAMPLE_COURSE } from './sample-course.js';

const BLOCK = `/api/xblock/v1/xblocks/${SAMPLE.makeUsageKey('html', 'welcome')}/`;
const ASSETS = `/api/asset/v1/assets/?course=${encodeURIComponent(String(SAMPLE))}`;

describe('?expand= on every resource (SPEC R-1)', () => {
  let service: TestApp;
  let callers: Callers;

  beforeAll(async () => {
    service = await startTestApp();
    callers = await importSample(service);
  });
  afterAll(async () => service?.close());

  it.each([
    [COURSES, 'nonsense'],
    [SAMPLE_COURSE, 'outline'],
    [BLOCK, 'children'],
    [BLOCK, 'course,children'],
    [BLOCK, 'course.nonsense'],
    [ASSETS, 'course.edited.by.nonsense'],
  ])('refuses what cannot be expanded: %s&expand=%s', async (target, expand) => {
    const { status, body } = await callers.instructor(`${target}${target.includes('?') ? '&' : '?'}expand=${expand}`);
    expect([status, Object.keys(body.field_errors as object)]).toEqual([400, ['expand']]);
  });

  it('puts the details of related objects in place of references, and leaves the rest as it was', async () => {
    const plain = (await callers.instructor(BLOCK)).body;
    const { body } = await callers.instructor(`${BLOCK}?expand=course,parent,definition`);
    expect(body.course).toMatchObject({ course_key: String(SAMPLE), display_name: expect.any(String), links: {} });
    expect(body.parent).toMatchObject({ id: plain.parent.usage_key, type: 'vertical', children: expect.any(Array) });
    expect(body.definition).toMatchObject({
      definition_key: plain.definition.definition_key,
      fields: expect.any(Object),
    });
    expect([body.id, body.fields]).toEqual([plain.id, plain.fields]);
  });

  it('shows what the reference’s own URL shows', async () => {
    const { body } = await callers.learner(`${BLOCK}?expand=course`);
    const course = (await callers.learner(`${COURSES}?text_search=tide`)).body.results[0];
    expect(body.course).toEqual(course);
  });

  it('selects members within what was expanded (R-3)', async () => {
    const { body } = await callers.learner(`${BLOCK}?expand=course&fields=id,course(course_key,display_name)`);
    expect(body).toEqual({
      id: expect.any(String),
      course: { course_key: String(SAMPLE), display_name: expect.any(String) },
    });
  });

  it.each([
    [`${BLOCK}?fields=course.nope`, /course\.nope\. Known: course\.course_key, course\.url/],
    [`${BLOCK}?fields=id,edited(by(nope,username))`, /edited\.by\.nope\. Known: edited\.by\.url, edited\.by\.username/],
    [`${BLOCK}?fields=edited(on,when),nope`, /nope\. Known: .*edited\.when\. Known: edited\.by, edited\.on/s],
  ])('refuses unknown names within what it knows: %s (R-3)', async (target, words) => {
    const { status, body } = await callers.instructor(target);
    expect([status, body.errors.fields.join(' ')]).toEqual([400, expect.stringMatching(words)]);
  });

  it('shows nobody more of a person than their account does', async () => {
    await service.dataSource.query(`UPDATE courses SET edited_by = 'instructor'`);
    const of = async (client: typeof callers.admin) =>
      (await client(`${COURSES}?expand=edited.by`)).body.results[0].edited.by as object;
    expect(await of(callers.admin)).toHaveProperty('email');
    expect(await of(callers.instructor)).toHaveProperty('email');
    expect(await of(callers.learner)).toMatchObject({ username: 'instructor' });
    expect(await of(callers.learner)).not.toHaveProperty('email');
    expect(await of(callers.nobody)).not.toHaveProperty('email');
  });

  it('costs the same number of statements for one row and for many', async () => {
    const read = (query: string) => statementsWhile(service, () => callers.instructor(`${ASSETS}${query}`));
    const one = await read('&expand=course&page_size=1');
    const many = await read('&expand=course&page_size=100');
    // A page that is not full needs no count.
    expect(many.length).toBeLessThanOrEqual(one.length);
    const plain = await read('&page_size=100');
    // Two for the course and its picture.
    expect(many.length - plain.length).toBeLessThanOrEqual(2);
  });

  it('has no ETag: what is expanded changes by itself', async () => {
    const { headers } = await callers.learner(`${BLOCK}?expand=course`);
    expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, 'private, no-cache']);
  });
});
