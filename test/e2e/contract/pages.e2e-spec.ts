import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';
import { COURSES } from './sample-course.js';

const COUNT = 30;
const SORT_ORDERS = ['course_key', 'display_name', 'org', 'start', 'edited'];

describe('the links of a page', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(async () => service?.close());

  it('keep every parameter, also one with a question mark in it (RFC 3986 3.4)', async () => {
    const { body } = await service.as(null)('/api/course/v1/courses/?text_search=what?now&org=Nobody');
    const { searchParams } = new URL(body.links.self.href as string);
    expect([searchParams.get('text_search'), searchParams.get('org')]).toEqual(['what?now', 'Nobody']);
  });
});

describe('pages (SPEC section 1 "page index", "page envelope", "sorting")', () => {
  let service: TestApp;
  let nobody: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    nobody = service.as(null);
    await service.dataSource.transaction(async (manager) => {
      // Few names and dates, so that every order but one has ties.
      for (let index = 0; index < COUNT; index += 1) {
        const key = CourseKey.of(`Org${index % 2}`, 'Pages', `R${index}`);
        await service.app.get(CourseStore).ensure(manager, key, null);
      }
      await manager.query(
        `UPDATE courses SET display_name = 'Name', edited = '2026-01-01', start = CASE WHEN id % 3 = 0 THEN '2026-02-02'::timestamptz END`,
      );
    });
  });
  afterAll(async () => service?.close());

  it.each([
    ['page_size=101', 'page_size', /100/],
    ['page_size=0', 'page_size', /1/],
    ['page=-1', 'page', /0/],
    ['page=1.5', 'page', /integer/],
    ['page=last', 'page', /integer/],
  ])('with %s are a 400 that names the limit', async (query, parameter, message) => {
    const answer = await nobody(`${COURSES}?${query}`);
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [parameter]]);
    expect(answer.body.field_errors[parameter].developer_message).toMatch(message);
  });

  it('past the end are a 404, also right behind the last full one', async () => {
    for (const query of ['page=3&page_size=10', 'page=999999', 'page=1&page_size=30']) {
      expect([query, (await nobody(`${COURSES}?${query}`)).status]).toEqual([query, 404]);
    }
  });

  it('of an empty collection: page 0 is there, page 1 is not', async () => {
    const empty = await nobody(`${COURSES}?org=none`);
    expect(empty.body).toMatchObject({
      count: 0,
      num_pages: 1,
      current_page: 0,
      start: 0,
      next: null,
      previous: null,
      results: [],
    });
    expect((await nobody(`${COURSES}?org=none&page=1`)).status).toBe(404);
  });

  it('have the default size, count from 0, and say where they stand', async () => {
    const { body } = await nobody(COURSES);
    expect([body.results.length, body.count, body.num_pages, body.current_page, body.start]).toEqual([
      10,
      COUNT,
      3,
      0,
      0,
    ]);
    const last = await nobody(`${COURSES}?page=2`);
    expect(last.body).toMatchObject({ current_page: 2, start: 20, next: null });
  });

  it.each([1, 7, 10, 15, 29, 30, 31, 100])('of size %i, walked by `next`, show each course once', async (size) => {
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | null = `${COURSES}?page_size=${size}`; next !== null; pages += 1) {
      const { body } = await nobody(next);
      seen.push(...body.results.map(({ course_key }: { course_key: string }) => course_key));
      next = body.next as string | null;
    }
    expect([seen.length, new Set(seen).size, pages]).toEqual([COUNT, COUNT, Math.ceil(COUNT / size)]);
  });

  it('walked by `previous` from the last are the same, backwards', async () => {
    const first = (await nobody(`${COURSES}?page_size=7`)).body;
    const starts: number[] = [];
    for (let previous: string | null = first.links.last.href; previous !== null;) {
      const { body } = await nobody(previous);
      starts.push(body.start as number);
      previous = body.previous as string | null;
    }
    expect(starts).toEqual([28, 21, 14, 7, 0]);
  });

  it.each([
    ['page_size=7', ['first', 'last', 'next']],
    ['page_size=7&page=2', ['first', 'last', 'next', 'prev']],
    ['page_size=7&page=4', ['first', 'last', 'prev']],
    ['page_size=50', ['first', 'last']],
  ])(
    'have with ?%s the links %j, the same in the header and the body, with every other parameter kept',
    async (query, relations) => {
      const { body, headers } = await nobody(`${COURSES}?${query}&ordering=-org&view=minimal`);
      const { self, ...links } = body.links as Record<string, { href: string }>;
      const inHeader = [...headers.get('link')!.matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, href, relation]) => [
        relation,
        { href },
      ]);
      expect(Object.fromEntries(inHeader)).toEqual(links);
      expect(Object.keys(links).sort()).toEqual(relations);
      expect([body.next, body.previous, body.url]).toEqual([
        links.next?.href ?? null,
        links.prev?.href ?? null,
        self!.href,
      ]);
      for (const { href } of Object.values(links)) {
        const parameters = new URL(href).searchParams;
        expect([parameters.get('ordering'), parameters.get('view')]).toEqual(['-org', 'minimal']);
      }
    },
  );

  it.each([...SORT_ORDERS.map((name) => `sort_order=${name}`), ...SORT_ORDERS.map((name) => `ordering=-${name}`)])(
    'in the order %s are total: no course repeats or is lost between pages',
    async (order) => {
      const seen: string[] = [];
      for (let page = 0; page < 5; page += 1) {
        const { body } = await nobody(`${COURSES}?page_size=6&page=${page}&${order}`);
        seen.push(...body.results.map(({ course_key }: { course_key: string }) => course_key));
      }
      const whole = await nobody(`${COURSES}?page_size=100&${order}`);
      expect(seen).toEqual(whole.body.results.map(({ course_key }: { course_key: string }) => course_key));
      expect(new Set(seen).size).toBe(COUNT);
    },
  );

  it('in an order that is unknown, or a sort_order with a direction, are a 400', async () => {
    for (const order of ['sort_order=-org', 'sort_order=price', 'ordering=--org', 'ordering=org;DROP']) {
      expect([order, (await nobody(`${COURSES}?${encodeURI(order)}`)).status]).toEqual([order, 400]);
    }
  });
});
