import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { PostgresSessions } from './postgres-sessions.js';

const SWEEP_MS = 3_600_000;

/** Forgets sessions and mailed links that count no more, once an hour in every process. They are refused before that. */
@Injectable()
export class SessionSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SessionSweeper.name);
  private timer: NodeJS.Timeout | null = null;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(private readonly sessions: PostgresSessions) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping = this.sweep();
    }, SWEEP_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    try {
      await this.sessions.sweep();
    } catch (error) {
      // The next round will do it.
      this.logger.debug({ err: error }, 'Sessions could not be swept.');
    }
  }
}
