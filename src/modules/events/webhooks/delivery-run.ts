import { Injectable } from '@nestjs/common';
import { v7 as uuidV7 } from 'uuid';
import { Principal } from '../../../common/auth/principal.js';
import { AppConfig } from '../../../common/config/app-config.js';
import { KnownAccounts } from '../../accounts/index.js';
import { EventFeed } from '../event-feed.service.js';
import { typesMatching } from '../event-types.js';
import { delayAfter } from './backoff.js';
import { JobStore, type LeasedJob, type Outcome } from './job-store.js';
import { type Parcel, Parcels } from './parcels.js';
import { signatureHeaders } from './webhook-secret.js';
import { type SendResult, WebhookSender } from './webhook-sender.js';

/** Events of a row that are looked up at once; rights are looked up as often. */
const EVENTS_AT_ONCE = 20;
/** Beyond the time that a receiver has, before somebody else takes over what a dead process has left. */
const LEASE_MARGIN_SECONDS = 5;
const GONE = 410;

/** Works one job off: looks up what its owner may read now, sends it, one after the other, and writes down what came of it. */
@Injectable()
export class DeliveryRun {
  readonly leaseSeconds: number;

  constructor(
    private readonly jobs: JobStore,
    private readonly feed: EventFeed,
    private readonly accounts: KnownAccounts,
    private readonly sender: WebhookSender,
    private readonly parcels: Parcels,
    private readonly config: AppConfig,
  ) {
    this.leaseSeconds = config.webhooks.timeout + LEASE_MARGIN_SECONDS;
  }

  /** @param ending says that the process ends: then what has not been sent is left to others */
  async run(job: LeasedJob, ending: AbortSignal): Promise<void> {
    const account = await this.accounts.find(job.owner);
    if (!account) {
      await this.jobs.disable(
        job.webhook,
        `The account "${job.owner}", whose webhook this is, is not in use any more.`,
      );
      return this.jobs.release(job);
    }
    const principal = Principal.of(account);
    if (job.kind === 'event') await this.sendRow(job, principal, ending);
    else await this.sendOne(job, principal);
  }

  /** The events of one row of the feed. */
  private async sendRow(job: LeasedJob, principal: Principal, ending: AbortSignal): Promise<void> {
    const filters = { types: typesMatching(job.eventTypes), until: job.position! };
    let at = { position: job.afterBlock === null ? job.position! - 1 : job.position!, block: job.afterBlock };
    // Of what has failed, the log goes on; of what comes after it, it begins.
    let { attempts, delivery } = job;
    for (;;) {
      const page = await this.feed.page(principal, filters, at, EVENTS_AT_ONCE);
      for (const event of page.events) {
        if (ending.aborted) return this.jobs.release(job);
        const result = await this.send(job, this.parcels.of(event, principal));
        const outcome = this.outcomeOf(result, attempts + 1, event.block);
        const parcel = { delivery: delivery ?? uuidV7(), event: event.id, eventType: event.type };
        const courseKey = event.courseKey === null ? null : String(event.courseKey);
        const attempt = { ...parcel, courseKey, attempts: attempts + 1, result };
        const isOurs = await this.jobs.note(job, attempt, outcome, this.leaseSeconds);
        if (!isOurs || outcome.state !== 'succeeded') return;
        [attempts, delivery] = [0, null];
      }
      if (!page.hasMore) return this.jobs.finish(job);
      at = page.at;
    }
  }

  /** A redelivery or a ping: once. */
  private async sendOne(job: LeasedJob, principal: Principal): Promise<void> {
    const asked = await this.jobs.askedFor(job);
    if (!asked) return this.jobs.finish(job);
    const parcel =
      asked.event === null
        ? this.parcels.ping(job.webhook, asked.uuid)
        : await this.feed.get(principal, asked.event).then(
            (event) => this.parcels.of(event, principal),
            () => null,
          );
    const result = parcel ? await this.send(job, parcel) : UNREADABLE;
    await this.jobs.note(
      job,
      {
        delivery: asked.uuid,
        event: asked.event,
        eventType: asked.eventType,
        courseKey: asked.courseKey,
        attempts: 1,
        result,
      },
      isSuccess(result) ? { state: 'succeeded', block: null } : { state: 'failed', disabledReason: null },
      this.leaseSeconds,
    );
  }

  private async send({ url, secrets }: LeasedJob, { id, body }: Parcel): Promise<SendResult> {
    return this.sender.post({ url, body, headers: signatureHeaders({ id, timestamp: new Date(), body }, secrets) });
  }

  private outcomeOf(result: SendResult, attempts: number, block: string | null): Outcome {
    if (isSuccess(result)) return { state: 'succeeded', block };
    const delayMs = delayAfter(this.config.webhooks.retryDelays, attempts);
    const last = result.error ?? `The last answer was ${result.status}.`;
    if (result.status === GONE)
      return { state: 'failed', disabledReason: 'The receiver answered 410: it is gone for good.' };
    if (delayMs !== null) return { state: 'retrying', delayMs };
    return { state: 'failed', disabledReason: `An event could not be delivered in ${attempts} attempts. ${last}` };
  }
}

const UNREADABLE: SendResult = {
  status: null,
  body: null,
  error: 'The owner of the webhook may not read this event any more.',
  durationMs: 0,
};

function isSuccess({ status }: SendResult): boolean {
  return status !== null && status >= 200 && status < 300;
}
