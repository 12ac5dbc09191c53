import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** How long an event waits for its place in the feed at most, beside the time that this takes. */
const EVERY_MS = 200;

/**
 * Gives events their places in the feed, in the order in which they were committed (ADR 0023). Every process looks, one at a
 * time does it; a look where there is nothing reads one empty index.
 */
@Injectable()
export class EventNumbering implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventNumbering.name);
  private timer: NodeJS.Timeout | null = null;
  private isEnding = false;
  private running: Promise<void> = Promise.resolve();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.later();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  /** Numbers what waits. @returns how many; 0 when somebody else is at it */
  async number(): Promise<number> {
    const [{ numbered }] = await this.dataSource.query<[{ numbered: number }]>('SELECT number_events() AS numbered');
    return numbered;
  }

  private later(): void {
    if (this.isEnding) return;
    this.timer = setTimeout(() => {
      this.running = this.look().finally(() => this.later());
    }, EVERY_MS).unref();
  }

  private async look(): Promise<void> {
    try {
      while ((await this.number()) > 0 && !this.isEnding);
    } catch (error) {
      // The next round will do it.
      this.logger.debug({ err: error }, 'Events could not be numbered.');
    }
  }
}
