import { AccessChanges } from '../../../src/common/auth/access-changes.js';
import { CourseKey } from '../../../src/common/opaque-keys/index.js';
import { CourseStore } from '../../../src/modules/content/index.js';
import { CourseRolesService } from '../../../src/modules/course-team/index.js';
import { EnrollmentsService } from '../../../src/modules/enrollments/index.js';
import { startTestApp, type TestApp, type TestClient } from '../../support/app.js';
import { statementsWhile } from '../../support/statements.js';

/**
 * Statements of one request, START TRANSACTION, COMMIT and the entry of the audit log among them. More must have a reason; fewer are welcome. An
 * account is locked before it is read whole, because a SELECT that waits for a lock would have joined what was there before.
 */
const STATEMENTS = { list: 2, read: 2, create: 7, createOnce: 10, change: 7, account: 8, preferences: 7 } as const;
/** Who the caller is, which is read once in two seconds, and the task runner, which looks for work at its own pace. */
const OF_AUTHENTICATION = /FROM users u\s+WHERE/;

const ENROLLMENTS = '/api/enrollment/v1/enrollments/';
const COURSE = CourseKey.of('People', 'Statements', 'run');

describe('SQL statements of enrollments, accounts and preferences (SPEC R-1 "never adds a query per row")', () => {
  let service: TestApp;
  let boss: TestClient;

  beforeAll(async () => {
    service = await startTestApp();
    await service.dataSource.transaction((manager) => service.app.get(CourseStore).ensure(manager, COURSE, null));
    boss = service.as('boss');
    await boss('/api/');
    await service.app.get(CourseRolesService).grant('boss', COURSE, 'instructor');
    for (let index = 0; index < 30; index += 1) {
      await service.as(`learner-${index}`)('/api/');
      await service.app.get(EnrollmentsService).enroll(`learner-${index}`, COURSE);
    }
  });
  afterAll(async () => service?.close());

  async function statementsOf(target: string, init: RequestInit = {}, client = boss): Promise<number> {
    const read = async () => {
      const answer = await client(target, init);
      expect([target, answer.status < 300]).toEqual([target, true]);
    };
    return (await statementsWhile(service, read, { remembering: true, without: OF_AUTHENTICATION })).length;
  }
  const write = (method: string, body: unknown, headers: object = {}): RequestInit => ({
    method,
    headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json', ...headers },
    body: JSON.stringify(body),
  });

  it('of a list are as many for 30 rows as for one; expanded, two more at most', async () => {
    const [many, one] = [
      await statementsOf(`${ENROLLMENTS}?page_size=100`),
      await statementsOf(`${ENROLLMENTS}?user=learner-1`),
    ];
    expect([many, one]).toEqual([STATEMENTS.list, STATEMENTS.list]);
    expect(await statementsOf(`${ENROLLMENTS}?page_size=100&expand=user`)).toBe(STATEMENTS.list + 1);
  });

  it('of an enrollment that is read, made and changed are few', async () => {
    const { body } = await boss(`${ENROLLMENTS}learner-2,${COURSE}/`);
    const newcomers = ['new-1', 'new-2'].map((name) => service.as(name));
    for (const client of newcomers) await client('/api/');
    const enroll = { course_key: String(COURSE) };
    // As if something had changed: who the caller is in the course is asked for anew.
    service.app.get(AccessChanges).note();
    expect({
      read: await statementsOf(body.url as string),
      readAgain: await statementsOf(body.url as string),
      create: await statementsOf(ENROLLMENTS, write('POST', enroll), newcomers[0]),
      createOnce: await statementsOf(ENROLLMENTS, write('POST', enroll, { 'idempotency-key': 'k' }), newcomers[1]),
      change: await statementsOf(body.url as string, write('PATCH', { mode: 'honor' })),
    }).toEqual({
      read: STATEMENTS.read,
      // What one may do is remembered for a moment (ADR 0021).
      readAgain: STATEMENTS.read - 1,
      create: STATEMENTS.create,
      createOnce: STATEMENTS.createOnce,
      change: STATEMENTS.change,
    });
  });

  it('of an account and of preferences that are changed are few, however many preferences there are', async () => {
    const preferences = '/api/user/v1/preferences/me/';
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`key-${index}`, index]));
    expect([
      await statementsOf('/api/user/v1/accounts/me/', write('PATCH', { name: 'The Boss' })),
      await statementsOf(preferences, write('PATCH', many)),
      await statementsOf(`${preferences}key-7/`, write('PUT', 7)),
    ]).toEqual([STATEMENTS.account, STATEMENTS.preferences, STATEMENTS.preferences]);
  });
});
