import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DeliveryRun } from './delivery-run.js';
import { JobStore, type LeasedJob } from './job-store.js';

const EVERY_MS = 250;
/** Deliveries that one process has under way. */
const MOST_AT_ONCE = 10;
const KEEP_DAYS = 30;
const FORGET_EVERY_MS = 3_600_000;

/**
 * Sees to it that what has happened is sent to the webhooks that want it. Any number of processes do so together: a job is
 * leased, and a lease runs out (ADR 0023). A look where nothing waits is two statements that find nothing.
 */
@Injectable()
export class WebhookDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(WebhookDispatcher.name);
  private readonly ending = new AbortController();
  private readonly underway = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
  private forgotten = 0;

  constructor(
    private readonly jobs: JobStore,
    private readonly deliveries: DeliveryRun,
  ) {}

  onApplicationBootstrap(): void {
    this.later();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
    await Promise.all(this.underway);
  }

  private later(): void {
    if (this.ending.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.later());
    }, EVERY_MS).unref();
  }

  private async look(): Promise<void> {
    try {
      while (!this.ending.signal.aborted && (await this.jobs.fanOut()));
      while (!this.ending.signal.aborted && this.underway.size < MOST_AT_ONCE) {
        const job = await this.jobs.lease(this.deliveries.leaseSeconds);
        if (!job) break;
        this.begin(job);
      }
      if (Date.now() - this.forgotten < FORGET_EVERY_MS) return;
      this.forgotten = Date.now();
      await this.jobs.forget(KEEP_DAYS);
    } catch (error) {
      // The next round will do it.
      this.logger.debug({ err: error }, 'Webhooks could not be looked after.');
    }
  }

  /** Whatever goes wrong in it, the lease runs out and the job is taken up again. */
  private begin(job: LeasedJob): void {
    const work = this.deliveries
      .run(job, this.ending.signal)
      .catch((error: unknown) => this.logger.warn({ err: error, webhook: job.webhook }, 'A delivery was not finished.'))
      .finally(() => this.underway.delete(work));
    this.underway.add(work);
  }
}
