import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppConfig } from '../../common/config/app-config.js';
import { AppError } from '../../common/errors/app-error.js';
import { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { OwnedTask } from './owned-task.js';
import { type TaskJob, TaskRunner } from './task-runner.js';
import type { NewTask, TaskOutcome, TaskStore } from './task-store.js';

const OWNER = Principal.of({ userId: 7, username: 'robin', isStaff: false, isSuperuser: false });
const untilAborted: TaskJob = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

/** The rows of tasks, as far as the runner needs them. */
class StoreInMemory {
  readonly outcomes = new Map<string, TaskOutcome>();
  readonly begun: string[] = [];
  private readonly ended = new Map<string, PromiseWithResolvers<TaskOutcome>>();
  failures = 0;

  async insert(_manager: EntityManager, task: NewTask): Promise<OwnedTask> {
    return { ...task, state: 'pending' } as unknown as OwnedTask;
  }

  async begin(id: string): Promise<boolean> {
    this.begun.push(id);
    return !this.outcomes.has(id);
  }

  async progress(): Promise<boolean> {
    return true;
  }

  async finish(id: string, outcome: TaskOutcome): Promise<boolean> {
    if (this.failures-- > 0) throw Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
    this.outcomes.set(id, outcome);
    this.end(id).resolve(outcome);
    return true;
  }

  async heartbeat(ids: string[]): Promise<Map<string, boolean>> {
    return new Map(ids.map((id) => [id, false]));
  }

  /** Resolves once the task has ended. */
  outcomeOf({ id }: { id: string }): Promise<TaskOutcome> {
    return this.end(id).promise;
  }

  private end(id: string): PromiseWithResolvers<TaskOutcome> {
    if (!this.ended.has(id)) this.ended.set(id, Promise.withResolvers());
    return this.ended.get(id)!;
  }
}

/** No database: the work is done at once. */
const UNIT: UnitOfWork<OwnedTask> = { run: (work) => work(null as unknown as EntityManager) };

describe('TaskRunner', () => {
  let store: StoreInMemory;
  let runner: TaskRunner;

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(() => {
    store = new StoreInMemory();
    runner = new TaskRunner(store as unknown as TaskStore, new ApiUrls(AppConfig.from({})));
  });
  afterEach(() => runner.beforeApplicationShutdown());

  const start = (job: TaskJob, release?: () => Promise<void>) =>
    runner.start('some_work', { courseKey: null, owner: OWNER, unit: 'items', release }, job, UNIT);

  it('ends a task whose job throws as failed, with the error as a body, and goes on', async () => {
    const failed = await start(async () => {
      throw new AppError('invalid_archive', 'The archive ends too early.');
    });
    expect(await store.outcomeOf(failed)).toMatchObject({
      state: 'failed',
      error: { error_code: 'invalid_archive', status: 400 },
    });
    const next = await start(async () => 'fine');
    expect(await store.outcomeOf(next)).toEqual({ state: 'succeeded', result: 'fine' });
  });

  it('ends a cancelled task as cancelled, whatever its job throws then', async () => {
    const task = await start(async (context) =>
      untilAborted(context).catch(() => Promise.reject(new Error('rolled back'))),
    );
    runner.cancel(task.id);
    expect(await store.outcomeOf(task)).toEqual({ state: 'cancelled' });
  });

  it('counts a job that was done before it noticed the cancellation as succeeded', async () => {
    const task = await start(async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 'committed';
    });
    runner.cancel(task.id);
    expect(await store.outcomeOf(task)).toEqual({ state: 'succeeded', result: 'committed' });
  });

  it('never runs the job of a task that was cancelled while it waited, but gives back what it held', async () => {
    await Promise.all([start(untilAborted), start(untilAborted)]);
    let released = 0;
    let ran = false;
    const waiting = await start(
      async () => (ran = true),
      async () => void (released += 1),
    );
    runner.cancel(waiting.id);
    expect(await store.outcomeOf(waiting)).toEqual({ state: 'cancelled' });
    expect({ ran, released }).toEqual({ ran: false, released: 1 });
  });

  it('does not run a task that was ended elsewhere before its turn came', async () => {
    let ran = false;
    const insert = store.insert.bind(store);
    store.insert = async (manager, task) => {
      store.outcomes.set(task.id, { state: 'cancelled' });
      return insert(manager, task);
    };
    const task = await start(async () => (ran = true));
    await store.outcomeOf(task);
    expect(ran).toBe(false);
  });

  it('gives back what a refused task held', async () => {
    await runner.beforeApplicationShutdown();
    let released = 0;
    await expect(
      start(
        async () => 1,
        async () => void (released += 1),
      ),
    ).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(released).toBe(1);
  });

  it('refuses a task when a hundred wait (SPEC R-6: 503)', async () => {
    for (let index = 0; index < 102; index += 1) await start(untilAborted);
    await expect(start(untilAborted)).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
  });

  it('on shutdown ends running and waiting tasks as failed, and says that they were interrupted', async () => {
    const tasks = await Promise.all([start(untilAborted), start(untilAborted), start(untilAborted)]);
    await runner.beforeApplicationShutdown();
    for (const { id } of tasks) {
      expect(store.outcomes.get(id)).toMatchObject({
        state: 'failed',
        error: { detail: expect.stringMatching(/interrupted.*start it again/s) },
      });
    }
  });

  it('runs two jobs at once and the next when one has ended, in the order of their start', async () => {
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const order: number[] = [];
    const tasks = [];
    for (const [index, gate] of gates.entries()) {
      tasks.push(
        await start(async () => {
          order.push(index);
          await gate.promise;
        }),
      );
    }
    expect(order).toEqual([0, 1]);
    gates[1]!.resolve();
    await store.outcomeOf(tasks[1]!);
    gates[2]!.resolve();
    await store.outcomeOf(tasks[2]!);
    gates[0]!.resolve();
    gates[3]!.resolve();
    await store.outcomeOf(tasks[3]!);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('writes the end down once the database is back', async () => {
    store.failures = 2;
    const task = await start(async () => 'committed');
    expect(await store.outcomeOf(task)).toEqual({ state: 'succeeded', result: 'committed' });
  });
});
