import { Principal } from '../../src/common/auth/principal.js';
import { inTransaction } from '../../src/common/database/unit-of-work.js';
import { CourseKey } from '../../src/common/opaque-keys/index.js';
import { type TaskJob, TaskRunner, TaskSweeper } from '../../src/modules/tasks/index.js';
import { startTestApp, type TestApp, type TestClient } from '../support/app.js';

const TASKS = '/api/task/v1/tasks/';
const NOBODY_S_TASK = '01990e9e-7a4c-7d1c-a2f8-0c4f8f0c1b2a';
const COURSE = CourseKey.parse('course-v1:Org+Num+Run');

/** A job that works until it is told to stop. */
const untilAborted: TaskJob = ({ signal }) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

/** Looks until it is so; gives up before the test's own time is over, so that no loop outlives its test. */
async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It never came true.');
}

describe('Tasks (SPEC section 13)', () => {
  let one: TestApp;
  /** Another process of the same service, as far as the database can tell. */
  let other: TestApp;
  let robin: TestClient;
  let stranger: TestClient;
  let staff: TestClient;

  beforeAll(async () => {
    one = await startTestApp();
    other = await startTestApp({ DATABASE_URL: one.config.databaseUrl!, PUBLIC_URL: one.config.publicUrl });
    robin = one.as('robin');
    stranger = one.as('stranger');
    staff = one.as('chief', { isStaff: true });
    for (const client of [robin, stranger, staff]) await client(TASKS);
  });
  afterAll(async () => {
    await other?.close();
    await one?.close();
  });

  async function start(
    job: TaskJob,
    { app = one, owner = 'robin', kind = 'some_work', courseKey = null as CourseKey | null } = {},
  ) {
    const principal = Principal.of({ userId: 0, username: owner, isStaff: false, isSuperuser: false });
    return app.app
      .get(TaskRunner)
      .start(kind, { courseKey, owner: principal, unit: 'blocks' }, job, inTransaction(app.dataSource));
  }

  const stateOf = async (id: string) => (await robin(`${TASKS}${id}/`)).body.state as string;
  const inState = (id: string, state: string) => until(async () => (await stateOf(id)) === state);

  /** A task whose process said nothing for a minute. */
  async function orphan(cancelRequested = false): Promise<string> {
    const id = crypto.randomUUID();
    await one.dataSource.query(
      `INSERT INTO tasks (id, kind, state, owner_id, worker, heartbeat, started, cancel_requested)
       VALUES ($1, 'some_work', 'running', (SELECT id FROM users WHERE username = 'robin'), 'gone', now() - interval '1 minute', now(), $2)`,
      [id, cancelRequested],
    );
    return id;
  }

  describe('to those who may not', () => {
    it('answers 401 without credentials', async () => {
      const nobody = one.as(null);
      expect((await nobody(TASKS)).status).toBe(401);
      expect((await nobody(`${TASKS}${NOBODY_S_TASK}/`)).status).toBe(401);
      expect((await nobody(`${TASKS}${NOBODY_S_TASK}/`, { method: 'DELETE' })).status).toBe(401);
    });

    it('shows somebody else’s task exactly as one that does not exist (SPEC R-7)', async () => {
      const { id } = await start(async () => ({ done: true }));
      const hidden = await stranger(`${TASKS}${id}/`);
      const absent = await stranger(`${TASKS}${NOBODY_S_TASK}/`);
      expect(hidden.status).toBe(404);
      expect(hidden.body.detail.replace(id, '')).toBe(absent.body.detail.replace(NOBODY_S_TASK, ''));
    });

    it('does not let a stranger cancel', async () => {
      const { id } = await start(untilAborted);
      expect((await stranger(`${TASKS}${id}/`, { method: 'DELETE' })).status).toBe(404);
      expect(await stateOf(id)).toMatch(/pending|running/);
      await robin(`${TASKS}${id}/`, { method: 'DELETE' });
    });

    it('lists nobody else’s tasks', async () => {
      await start(async () => ({ done: true }));
      expect((await stranger(TASKS)).body).toMatchObject({ count: 0, results: [] });
    });
  });

  describe('to a wrong request', () => {
    it.each(['not-a-uuid', '1', `${NOBODY_S_TASK}0`, '%00', "'; DROP TABLE tasks; --"])(
      'answers 404 to the id %j (SPEC section 1 "bad key")',
      async (id) => {
        expect((await robin(`${TASKS}${encodeURIComponent(id)}/`)).status).toBe(404);
      },
    );

    it.each([
      ['course=nonsense', 'course'],
      ['state=dead', 'state'],
      ['kind=DROP%20TABLE', 'kind'],
      ['ordering=owner', 'ordering'],
      ['page=-1', 'page'],
      ['owner=robin', 'owner'],
    ])('answers 400 to ?%s and names the parameter (SPEC R-9)', async (query, parameter) => {
      const { status, body } = await robin(`${TASKS}?${query}`);
      expect(status).toBe(400);
      expect(Object.keys(body.field_errors)).toEqual([parameter]);
    });

    it('answers 404 to a page past the end', async () => {
      expect((await robin(`${TASKS}?page=1000`)).status).toBe(404);
    });

    it('answers 409 to a cancellation of what has ended', async () => {
      const { id } = await start(async () => ({ done: true }));
      await inState(id, 'succeeded');
      const { status, body } = await robin(`${TASKS}${id}/`, { method: 'DELETE' });
      expect([status, body.error_code]).toEqual([409, 'conflict']);
      expect(await stateOf(id)).toBe('succeeded');
    });
  });

  describe('while a task runs', () => {
    it('says how far it is, when to ask again, and how to cancel it', async () => {
      const { id } = await start(async (context) => {
        context.progress(3, 10);
        return untilAborted(context);
      });
      const { headers, body } = await until(async () => {
        const answer = await robin(`${TASKS}${id}/`);
        return answer.body.progress.done === 3 && answer;
      });
      expect(headers.get('retry-after')).toBe('1');
      expect(body).toMatchObject({
        id,
        kind: 'some_work',
        state: 'running',
        progress: { done: 3, total: 10, unit: 'blocks' },
        result: null,
        error: null,
      });
      expect(body.owner).toEqual({ username: 'robin', url: `${one.config.publicUrl}/api/user/v1/accounts/robin/` });
      expect(body.links.cancel).toMatchObject({ href: body.url, method: 'DELETE' });
      expect((await robin(body.links.cancel.href, { method: 'DELETE' })).status).toBe(204);
      await inState(id, 'cancelled');
    });

    it('is cancelled from another process', async () => {
      const { id } = await start(untilAborted);
      await inState(id, 'running');
      expect((await other.as('robin')(`${TASKS}${id}/`, { method: 'DELETE' })).status).toBe(204);
      await inState(id, 'cancelled');
    });

    it('is interrupted, and says so, when its process is stopped', async () => {
      const third = await startTestApp({ DATABASE_URL: one.config.databaseUrl!, PUBLIC_URL: one.config.publicUrl });
      const { id } = await start(untilAborted, { app: third });
      await inState(id, 'running');
      await third.close();
      const { body } = await robin(`${TASKS}${id}/`);
      expect(body).toMatchObject({ state: 'failed', error: { error_code: 'service_unavailable', status: 503 } });
      expect(body.error.detail).toMatch(/interrupted.*start it again/);
    });
  });

  describe('of a process that died', () => {
    it('fails with a word that it was interrupted', async () => {
      const id = await orphan();
      expect(await one.app.get(TaskSweeper).sweep()).toContain(id);
      expect((await robin(`${TASKS}${id}/`)).body).toMatchObject({
        state: 'failed',
        error: { detail: expect.stringContaining('start it again') },
      });
    });

    it('is cancelled if that was wanted before', async () => {
      const id = await orphan(true);
      await one.app.get(TaskSweeper).sweep();
      expect((await robin(`${TASKS}${id}/`)).body).toMatchObject({ state: 'cancelled', error: null });
    });

    it('is ended once, whoever sweeps', async () => {
      const id = await orphan();
      const sweeps = await Promise.all([one, other].map(({ app }) => app.get(TaskSweeper).sweep()));
      expect(sweeps.flat().filter((swept) => swept === id)).toHaveLength(1);
    });

    it('leaves those of living processes alone', async () => {
      const { id } = await start(untilAborted, { app: other });
      await inState(id, 'running');
      expect(await one.app.get(TaskSweeper).sweep()).not.toContain(id);
      await robin(`${TASKS}${id}/`, { method: 'DELETE' });
      await inState(id, 'cancelled');
    });
  });

  describe('when it has ended', () => {
    it('has its result, and neither Retry-After nor a way to cancel it', async () => {
      const { id } = await start(async () => ({ blocks: 12, odd: 'NUL \u0000 and \ud800' }), { courseKey: COURSE });
      await inState(id, 'succeeded');
      const { headers, body } = await robin(`${TASKS}${id}/`);
      expect(headers.get('retry-after')).toBeNull();
      expect(body.result).toEqual({ blocks: 12, odd: 'NUL \u0000 and \ud800' });
      expect(body.links.cancel).toBeUndefined();
      expect(body.links.course.href).toBe(`${one.config.publicUrl}/api/course/v1/courses/course-v1:Org+Num+Run/`);
      expect(Date.parse(body.finished)).toBeGreaterThanOrEqual(Date.parse(body.started));
    });

    it('tells nothing of a failure that is the service’s own', async () => {
      const { id } = await start(async () => {
        throw new Error('password=hunter2');
      });
      await inState(id, 'failed');
      const { text, body } = await robin(`${TASKS}${id}/`);
      expect(body.error.error_code).toBe('internal_error');
      expect(text).not.toContain('hunter2');
    });

    it('answers 304 until it changes (SPEC R-12)', async () => {
      const { id } = await start(async () => ({ done: true }));
      await inState(id, 'succeeded');
      const etag = (await robin(`${TASKS}${id}/`)).headers.get('etag')!;
      expect((await robin(`${TASKS}${id}/`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    });
  });

  describe('in the list', () => {
    it('come newest first and without their results, and each of them once however the pages are walked', async () => {
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1)
        ids.unshift((await start(async () => ({ done: true }), { kind: 'walked' })).id);
      const seen: string[] = [];
      for (let next: string | null = `${TASKS}?kind=walked&page_size=2`; next;) {
        const { body } = await robin(next);
        for (const task of body.results) {
          expect(task).not.toHaveProperty('result');
          seen.push(task.id as string);
        }
        next = body.next as string | null;
      }
      expect(seen).toEqual(ids);
    });

    it('are found by kind, state and course, and all of them by global staff', async () => {
      const { id } = await start(async () => ({ done: true }), { kind: 'findable', courseKey: COURSE });
      await inState(id, 'succeeded');
      const found = async (query: string) =>
        ((await staff(`${TASKS}?${query}`)).body.results as { id: string }[]).map((task) => task.id);
      expect(await found('kind=findable')).toEqual([id]);
      expect(await found('kind=findable&state=succeeded&course=course-v1:Org%2BNum%2BRun')).toEqual([id]);
      expect(await found('kind=findable&course_key=course-v1:Org%2BNum%2BOther')).toEqual([]);
      expect(await found('kind=findable&state=failed')).toEqual([]);
    });

    it('stay when their owner’s account goes, for global staff to see', async () => {
      await one.as('leaver')(TASKS);
      const { id } = await start(async () => ({ done: true }), { owner: 'leaver' });
      await until(async () => (await staff(`${TASKS}${id}/`)).body.state === 'succeeded');
      await one.dataSource.query(`DELETE FROM users WHERE username = 'leaver'`);
      expect((await staff(`${TASKS}${id}/`)).body).toMatchObject({ id, owner: null });
    });
  });
});
