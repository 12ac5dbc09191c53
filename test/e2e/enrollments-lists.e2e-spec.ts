import { jest } from '@jest/globals';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { CourseRolesService } from '../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';
import { importXml } from './contract/sample-course.js';

const LIST = '/api/enrollment/v1/enrollments/';
const LED = CourseKey.of('Lists', 'L1', 'led');
const OTHER = CourseKey.of('Lists', 'L1', 'other');
const DELETED = CourseKey.of('Lists', 'L1', 'deleted');

describe('lists of enrollments (SPEC E-2, P-6)', () => {
  let service: TestApp;
  let teacher: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    for (const key of [LED, OTHER, DELETED]) await importXml(service, key, '<course display_name="Lists"/>');
    teacher = service.as('teacher');
    for (const client of [teacher, service.as('learner'), service.as('admin', { isStaff: true })])
      await client('/api/');
    await service.app.get(CourseRolesService).grant('teacher', LED, 'instructor');
    await service.app.get(CourseRolesService).grant('teacher', DELETED, 'instructor');
    const enrollments = service.app.get(EnrollmentsService);
    for (const key of [LED, OTHER, DELETED])
      for (const username of ['learner', 'teacher']) await enrollments.enroll(username, key);
    // Courses full of people, so that the planner has a choice.
    await service.dataSource.query(
      `WITH made AS (INSERT INTO users (username, email, name, password_hash)
         SELECT 'crowd-' || n, 'crowd-' || n || '@example.org', '', 'x' FROM generate_series(1, 3000) n RETURNING id)
       INSERT INTO enrollments (course_key, user_id, uuid, created)
       SELECT key, id, gen_random_uuid(), now() - random() * interval '900 days' FROM made, unnest($1::text[]) key
        WHERE key = $2 OR id % 10 = 0`,
      [[LED, OTHER].map(String), String(OTHER)],
    );
    await service.dataSource.query('VACUUM ANALYZE enrollments');
    await service.dataSource.query('UPDATE courses SET deleted = now() WHERE course_key = $1', [String(DELETED)]);
  }, 120_000);
  afterAll(() => service?.close());

  const count = async (client: TestClient, query = ''): Promise<number> =>
    (await client(`${LIST}?page_size=1&${query}`)).body.count as number;
  const of = (key: CourseKey) => `course=${encodeURIComponent(String(key))}`;

  it('show nobody else in a course that one does not teach, and nobody in one that is deleted', async () => {
    expect(await count(teacher, of(OTHER))).toBe(1);
    expect(await count(teacher, of(DELETED))).toBe(0);
    expect(await count(service.as('learner'), of(LED))).toBe(1);
    expect(await count(service.as('learner'))).toBe(2);
    expect(await count(service.as('admin'), of(DELETED))).toBe(0);
  });

  it('count one’s own enrollment in a course that one teaches once', async () => {
    expect(await count(teacher, of(LED))).toBe(302);
    // And the place in the other course.
    expect(await count(teacher)).toBe(303);
    expect(await count(teacher, 'user=me')).toBe(2);
    expect(await count(teacher, `text_search=learner&${of(LED)}`)).toBe(1);
    expect(await count(service.as('admin'))).toBe(3304);
  });

  it('of one course are read in the order of an index, and counted in one', async () => {
    const query = jest.spyOn(service.dataSource.manager, 'query');
    await teacher(`${LIST}?${of(LED)}`);
    const ofList = query.mock.calls.filter(([text]) => text.includes('FROM enrollments e'));
    query.mockRestore();
    expect(ofList).toHaveLength(2);
    const plans = await Promise.all(
      ofList.map(async ([text, values]) => {
        const plan = await service.dataSource.query<Record<string, string>[]>(`EXPLAIN ${text}`, values);
        return plan.map((row) => row['QUERY PLAN']).join('\n');
      }),
    );
    expect(plans[0]).toMatch(/using ix_enrollments_course_created/);
    // The count needs no accounts; and of so few rows any index of the course will do.
    expect(plans[1]).not.toMatch(/users/);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on enrollments/);
  });
});
