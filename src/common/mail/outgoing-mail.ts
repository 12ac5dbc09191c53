import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type Mail, MailSender } from './mail-sender.js';

/** Anybody can make the service write to any address: what one gets of each kind must stay bearable (operations.md C1.6). */
const MOST_PER_HOUR = 5;
/** How long a stopping process waits for what it has begun. */
const LAST_WAIT_MS = 5_000;

/** A mail that is written only if it is sent: writing one may take the place of what an earlier one holds. */
export interface PlannedMail {
  readonly to: string;
  /** Each kind is counted by itself: whoever uses up one of them keeps nobody from another. */
  readonly kind: string;
  write(): Promise<Mail>;
}

/**
 * Sends mail after the answer of the request that caused it: neither whether there is something to send nor how fast the
 * mail server is may be seen in the time that an answer takes (operations.md C4.2). What a dying process had not handed
 * over is lost, and people ask again.
 */
@Injectable()
export class OutgoingMail implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OutgoingMail.name);
  private readonly perRecipient = new RateLimiterMemory({ points: MOST_PER_HOUR, duration: 3600 });
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly sender: MailSender) {}

  /** Whether people may be told that a mail is on its way. */
  get isAvailable(): boolean {
    return this.sender.delivers;
  }

  /** @param prepare what there is to send, or null; runs after the caller is done, and not at all where no mail is sent */
  post(prepare: () => Promise<PlannedMail | null>): void {
    if (!this.isAvailable) return;
    const work = this.deliver(prepare).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async beforeApplicationShutdown(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, LAST_WAIT_MS)));
    await Promise.race([this.settled(), enough]);
    clearTimeout(timer);
  }

  private async deliver(prepare: () => Promise<PlannedMail | null>): Promise<void> {
    try {
      const planned = await prepare();
      if (planned && (await this.isBearable(planned))) await this.sender.send(await planned.write());
    } catch (error) {
      // Without the mail: it may hold a link, and whom it was for.
      this.logger.error({ err: error }, 'A mail could not be sent.');
    }
  }

  private async isBearable({ to, kind }: PlannedMail): Promise<boolean> {
    try {
      await this.perRecipient.consume(`${kind} ${to.toLowerCase()}`);
      return true;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return false;
      throw refused;
    }
  }
}
