import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { OwnedTask } from './owned-task.js';
import { clientErrorOf, taskProblem } from './task-problem.js';
import { TaskRun, type TaskContext } from './task-run.js';
import { type TaskOutcome, TaskStore } from './task-store.js';
import { TaskInterruptedError, TaskQueueFullError, TaskRunnerStoppingError } from './tasks.errors.js';

/** What a task is about. */
export interface TaskOptions {
  /** The course that it works on, if it is one. */
  readonly courseKey: CourseKey | null;
  /** Who may see and cancel it, beside global staff. */
  readonly owner: Principal;
  /** What its progress counts at first: `blocks`, `bytes`, … */
  readonly unit: string;
  /**
   * Called once when the task is over, whatever came of it, also when it was cancelled before its turn came and the
   * job never ran: the place to give back a spooled upload.
   */
  readonly release?: () => Promise<void>;
}

/**
 * The work of a task. It is all or nothing: when it throws, it leaves no trace. It may be started again at any time.
 * What it resolves with is the task's `result`: a JSON value.
 *
 * The transaction in which it writes takes its entry in the audit log along; a job that ends without one has none.
 */
export type TaskJob = (context: TaskContext) => Promise<unknown>;

interface Entry {
  readonly run: TaskRun;
  readonly trail: AuditTrail;
  readonly job: TaskJob;
  readonly release: () => Promise<void>;
  readonly done: PromiseWithResolvers<void>;
}

/** The event loop is shared with requests: more jobs at once would only make each of them slower. */
const AT_ONCE = 2;
const MAX_WAITING = 100;
const HEARTBEAT_MS = 3_000;
/** Below the grace that orchestrators give a process before they kill it (10 s at the least). */
const SHUTDOWN_GRACE_MS = 8_000;
const FINISH_ATTEMPTS = 6;

/** Runs long jobs in this process, a few at a time, and keeps their rows up to date (operations.md B3.2, D10). */
@Injectable()
export class TaskRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(TaskRunner.name);
  private readonly worker = `${hostname()}/${process.pid}/${uuidv7()}`;
  /** Every task of this process that has not ended. */
  private readonly open = new Map<string, Entry>();
  private readonly waiting: Entry[] = [];
  private running = 0;
  private stopping = false;
  private pulse: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: TaskStore,
    private readonly urls: ApiUrls,
  ) {}

  /**
   * Makes a task and lets it run when its turn comes. Resolves at once: the answer of the request is 202 with this task.
   * If it throws, or if the unit of work knows its answer already and makes no task, `release` has been called.
   */
  async start<Answer>(
    kind: string,
    options: TaskOptions,
    job: TaskJob,
    unit: UnitOfWork<OwnedTask, Answer>,
  ): Promise<Answer> {
    const release = options.release ?? (async () => undefined);
    const id = uuidv7();
    let isMade = false;
    try {
      this.refuseWhenBusy();
      const answer = await unit.run(async (manager) => {
        isMade = true;
        return this.store.insert(manager, {
          id,
          kind,
          courseKey: options.courseKey?.toString() ?? null,
          ownerUsername: options.owner.username,
          unit: options.unit,
          worker: this.worker,
        });
      });
      // Only now: the row is committed, and others may see it.
      if (isMade)
        this.enqueue({
          run: new TaskRun(id, options.unit, (run) => void this.tell(run)),
          trail: this.trailOf(id, kind, options),
          job,
          release,
          done: Promise.withResolvers(),
        });
      else await release();
      return answer;
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Ends a task at once if it is one of this process's; others see the request in their row within seconds. */
  cancel(id: string): void {
    this.open.get(id)?.run.abort('cancelled');
    // One that waits need not wait for its turn to end.
    const index = this.waiting.findIndex(({ run }) => run.taskId === id);
    if (index >= 0) void this.execute(this.waiting.splice(index, 1)[0]!);
  }

  /** Before the connections close: every job is told to stop, undoes its work, and its task says so. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const { run } of this.open.values()) run.abort('interrupted');
    for (const entry of this.waiting.splice(0)) void this.execute(entry);
    const all = Promise.all([...this.open.values()].map(({ done }) => done.promise));
    const patience = new AbortController();
    await Promise.race([all, sleep(SHUTDOWN_GRACE_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    if (this.open.size > 0) this.logger.warn(`Tasks that did not stop in time: ${[...this.open.keys()].join(', ')}`);
    this.stopPulse();
  }

  /** What the job writes is done by the owner, in the request that started it. */
  private trailOf(id: string, kind: string, { owner, courseKey }: TaskOptions): AuditTrail {
    const origin = {
      via: 'task',
      action: kind,
      target: new URL(this.urls.task(id)).pathname,
      courseKey: courseKey?.withoutBranchAndVersion().toString(),
    } as const;
    const { username, credential } = owner;
    return (
      AuditTrail.current?.followedBy(origin) ??
      new AuditTrail({
        ...origin,
        credential,
        actor: username ?? undefined,
        clientId: owner.client?.clientId ?? undefined,
      })
    );
  }

  private refuseWhenBusy(): void {
    if (this.stopping) throw new TaskRunnerStoppingError();
    if (this.waiting.length >= MAX_WAITING) throw new TaskQueueFullError(this.waiting.length);
  }

  private enqueue(entry: Entry): void {
    this.open.set(entry.run.taskId, entry);
    this.pulse ??= setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
    // The stop may have come while the row was written.
    if (this.stopping) entry.run.abort('interrupted');
    this.waiting.push(entry);
    this.takeTurns();
  }

  private takeTurns(): void {
    while (this.running < AT_ONCE && this.waiting.length > 0) {
      this.running += 1;
      void this.execute(this.waiting.shift()!).finally(() => {
        this.running -= 1;
        this.takeTurns();
      });
    }
  }

  /** From the turn of a task to its end. Never rejects. */
  private async execute({ run, trail, job, release, done }: Entry): Promise<void> {
    const outcome = await this.outcomeOf(run, () => AuditTrail.run(trail, () => job(run)));
    run.silence();
    await release().catch((error: unknown) =>
      this.logger.error({ err: error, task: run.taskId }, 'A task could not give back what it held.'),
    );
    await this.finish(run, outcome);
    this.open.delete(run.taskId);
    if (this.open.size === 0) this.stopPulse();
    done.resolve();
  }

  private async outcomeOf(run: TaskRun, job: () => Promise<unknown>): Promise<TaskOutcome> {
    try {
      run.signal.throwIfAborted();
      if (!(await this.store.begin(run.taskId))) run.abort('lost');
      run.signal.throwIfAborted();
      // What a job has done before it noticed the signal is done: its success counts.
      return { state: 'succeeded', result: await job() };
    } catch (error) {
      return this.failureOf(run, error);
    }
  }

  private failureOf(run: TaskRun, error: unknown): TaskOutcome {
    if (run.abortCause === 'cancelled') return { state: 'cancelled' };
    if (run.abortCause !== null) return { state: 'failed', error: this.problem(run, new TaskInterruptedError()) };
    if ((clientErrorOf(error)?.status ?? 500) >= 500)
      this.logger.error({ err: error, task: run.taskId }, 'A task failed.');
    return { state: 'failed', error: this.problem(run, error) };
  }

  private problem(run: TaskRun, error: unknown): unknown {
    return taskProblem(error, this.urls.task(run.taskId));
  }

  /** The job's work is committed by now: a database that is away for a moment must not make the row say otherwise. */
  private async finish(run: TaskRun, outcome: TaskOutcome): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const written = await this.store.finish(run.taskId, outcome, run.reached);
        if (!written)
          this.logger.warn({ task: run.taskId }, `A task ended as ${outcome.state} after others had given it up.`);
        return;
      } catch (error) {
        if (attempt === FINISH_ATTEMPTS || this.stopping) {
          return this.logger.error(
            { err: error, task: run.taskId },
            `A task ended as ${outcome.state}, which could not be written down.`,
          );
        }
        await sleep(100 * 2 ** attempt);
      }
    }
  }

  private async tell(run: TaskRun): Promise<void> {
    try {
      if (!(await this.store.progress(run.taskId, run.reached))) await this.beat();
    } catch (error) {
      // Progress is a courtesy; the job finds out by itself when the database is away.
      this.logger.debug({ err: error, task: run.taskId }, 'Progress could not be written.');
    }
  }

  /** Says that this process lives, and hears what others want of its tasks. */
  private async beat(): Promise<void> {
    const ids = [...this.open.keys()];
    try {
      const heard = await this.store.heartbeat(ids);
      for (const id of ids) {
        if (heard.get(id) === true) this.cancel(id);
        // Others have declared it dead: whatever it still does, nobody waits for it.
        else if (!heard.has(id)) this.open.get(id)?.run.abort('lost');
      }
    } catch (error) {
      this.logger.debug({ err: error }, 'The heartbeat could not be written.');
    }
  }

  private stopPulse(): void {
    if (this.pulse) clearInterval(this.pulse);
    this.pulse = null;
  }
}
