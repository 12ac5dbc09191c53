import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { taskProblem } from './task-problem.js';
import { TaskStore } from './task-store.js';
import { TaskInterruptedError } from './tasks.errors.js';

const SWEEP_MS = 30_000;
/** Ten heartbeats: a process that is only busy gets one of them through. */
const SILENCE_SECONDS = 30;
const KEEP_DAYS = 30;
const FORGET_EVERY_MS = 3_600_000;

/**
 * Ends the tasks of processes that ended without a word (operations.md D10), and forgets old ones. Every process does
 * it, at its start and then now and again; each row is ended once, whoever comes first.
 */
@Injectable()
export class TaskSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TaskSweeper.name);
  private timer: NodeJS.Timeout | null = null;
  private forgotten = 0;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: TaskStore,
    private readonly urls: ApiUrls,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.trySweep();
    this.timer = setInterval(() => {
      this.sweeping = this.trySweep();
    }, SWEEP_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.sweeping;
  }

  /** Ends what is dead. Resolves with the ids of the tasks that it ended. */
  async sweep(): Promise<string[]> {
    const buried: string[] = [];
    for (const id of await this.store.silentFor(SILENCE_SECONDS)) {
      const error = taskProblem(new TaskInterruptedError(), this.urls.task(id));
      if (await this.store.bury(id, SILENCE_SECONDS, error)) buried.push(id);
    }
    return buried;
  }

  private async trySweep(): Promise<void> {
    try {
      const buried = await this.sweep();
      if (buried.length > 0) this.logger.warn(`Tasks of processes that are gone: ${buried.join(', ')}`);
      if (Date.now() - this.forgotten < FORGET_EVERY_MS) return;
      this.forgotten = Date.now();
      await this.store.forget(KEEP_DAYS);
    } catch (error) {
      // The next round will do it.
      this.logger.debug({ err: error }, 'Tasks could not be swept.');
    }
  }
}
