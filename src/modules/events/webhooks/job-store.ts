import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { XBLOCK_TYPES } from '../event-types.js';
import { CONTENT } from '../event.entity.js';
import { DELIVERY_COLUMNS, type StoredDelivery } from './delivery-store.js';
import type { DeliveryKind } from './webhook.entities.js';
import type { SendResult } from './webhook-sender.js';

/** A job that this process works on, and what it needs to know of its webhook. */
export interface LeasedJob {
  readonly id: number;
  readonly lease: string;
  readonly kind: DeliveryKind;
  readonly position: number | null;
  readonly afterBlock: string | null;
  readonly delivery: string | null;
  readonly attempts: number;
  readonly webhook: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  /** Username. */
  readonly owner: string;
  /** The current one first. */
  readonly secrets: readonly string[];
}

/** One attempt, for the log. */
export interface Attempt {
  readonly delivery: string;
  readonly event: string | null;
  readonly eventType: string;
  readonly courseKey: string | null;
  readonly attempts: number;
  readonly result: SendResult;
}

/** What of an attempt to come next. */
export type Outcome =
  | { readonly state: 'succeeded'; readonly block: string | null }
  | { readonly state: 'retrying'; readonly delayMs: number }
  | { readonly state: 'failed'; readonly disabledReason: string | null };

/** Rows of the feed that one statement makes jobs of. */
const FAN_OUT_ROWS = 500;
/** A webhook with so many jobs is given no more until some of them are done: the feed keeps the rest. */
const MOST_JOBS = 1_000;
/** Lanes of one webhook that are worked on at once, in all processes: a slow receiver must not hold up the others. */
const MOST_LANES = 4;

/** The queue, in the database, so that any process can go on where another one died. Each method is one transaction. */
@Injectable()
export class JobStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Makes jobs of the next rows of the feed for one webhook that is behind. Nobody else does so for it at the same moment, so
   * that the jobs of a lane are in the order of the feed.
   * @returns whether there was one
   */
  async fanOut(): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `WITH hook AS (
         SELECT w.uuid, w.position, w.event_types, w.course_key, w.organization_id FROM webhooks w
          WHERE w.is_active
            AND w.position < (SELECT max(e.position) FROM events e WHERE e.position IS NOT NULL)
            AND (SELECT count(*) FROM webhook_jobs j WHERE j.webhook = w.uuid) < ${MOST_JOBS}
          ORDER BY w.position LIMIT 1 FOR UPDATE SKIP LOCKED),
       part AS MATERIALIZED (
         SELECT e.position, e.type, e.course_key FROM hook h
          CROSS JOIN LATERAL (SELECT * FROM events e WHERE e.position > h.position ORDER BY e.position LIMIT ${FAN_OUT_ROWS}) e),
       made AS (
         INSERT INTO webhook_jobs (webhook, kind, lane, position)
         SELECT h.uuid, 'event', coalesce(p.course_key, ''), p.position
           FROM part p CROSS JOIN hook h LEFT JOIN courses c ON c.course_key = p.course_key
          WHERE (h.course_key IS NULL OR h.course_key = p.course_key)
            AND (h.organization_id IS NULL OR h.organization_id = c.organization_id
                 OR starts_with(c.organization_id, h.organization_id || '.'))
            AND EXISTS (SELECT FROM unnest(h.event_types) AS t (pattern),
                                    unnest(CASE p.type WHEN '${CONTENT}' THEN $1::text[] ELSE ARRAY[p.type] END) AS n (name)
                         WHERE n.name LIKE replace(replace(t.pattern, '_', '\\_'), '*', '%'))
          ORDER BY p.position)
       UPDATE webhooks w SET position = (SELECT max(p.position) FROM part p)
         FROM hook h WHERE w.uuid = h.uuid AND EXISTS (SELECT FROM part)
       RETURNING w.uuid`,
      [[...XBLOCK_TYPES]],
    );
    return rowsOf(rows).length > 0;
  }

  /** Takes the next job that is due, the first of its lane; null when there is none. */
  async lease(seconds: number): Promise<LeasedJob | null> {
    const taken = await this.dataSource.query<unknown[]>(
      `UPDATE webhook_jobs j SET lease = $1, leased_until = clock_timestamp() + $2 * interval '1 second'
         FROM webhooks w JOIN users u ON u.id = w.owner_id
        WHERE w.uuid = j.webhook AND j.id = (
          SELECT n.id FROM webhook_jobs n JOIN webhooks x ON x.uuid = n.webhook
           WHERE n.due <= now() AND (x.is_active OR n.kind <> 'event')
             AND (n.leased_until IS NULL OR n.leased_until < now())
             AND NOT EXISTS (SELECT FROM webhook_jobs o WHERE o.webhook = n.webhook AND o.lane = n.lane AND o.id < n.id)
             AND (SELECT count(*) FROM webhook_jobs b WHERE b.webhook = n.webhook AND b.leased_until > now()) < ${MOST_LANES}
           ORDER BY n.due, n.id LIMIT 1 FOR UPDATE OF n SKIP LOCKED)
       RETURNING j.id, j.lease, j.kind, j.position, j.after_block AS "afterBlock", j.delivery, j.attempts, j.webhook,
         w.url, w.event_types AS "eventTypes", u.username AS owner,
         array_remove(ARRAY[w.secret, CASE WHEN w.previous_secret_until > now() THEN w.previous_secret END], NULL) AS secrets`,
      [uuidV7(), seconds],
    );
    return (rowsOf(taken)[0] as LeasedJob | undefined) ?? null;
  }

  /**
   * Writes down an attempt and what follows from it, at once.
   * @returns whether the job is still this process's; if not, somebody has replayed or deleted the webhook
   */
  async note(job: LeasedJob, attempt: Attempt, outcome: Outcome, leaseSeconds: number): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      // The webhook before its jobs, as whoever deletes it or changes it locks them.
      await manager.query('SELECT FROM webhooks WHERE uuid = $1 FOR NO KEY UPDATE', [job.webhook]);
      const held = await manager.query<unknown[]>('SELECT FROM webhook_jobs WHERE id = $1 AND lease = $2 FOR UPDATE', [
        job.id,
        job.lease,
      ]);
      const delayMs = outcome.state === 'retrying' ? outcome.delayMs : null;
      const { result } = attempt;
      // The webhook may have been deleted, and the log with it.
      await manager.query(
        `INSERT INTO webhook_deliveries AS d (uuid, webhook, kind, event, event_type, course_key, state, attempts, response_status,
                response_body, error, duration_ms, last_attempt, next_attempt)
         SELECT $1, w.uuid, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), now() + $13 * interval '1 millisecond'
           FROM webhooks w WHERE w.uuid = $2
         ON CONFLICT ON CONSTRAINT pk_webhook_deliveries DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
           response_status = excluded.response_status, response_body = excluded.response_body, error = excluded.error,
           duration_ms = excluded.duration_ms, last_attempt = excluded.last_attempt, next_attempt = excluded.next_attempt`,
        [
          attempt.delivery,
          job.webhook,
          job.kind,
          attempt.event,
          attempt.eventType,
          attempt.courseKey,
          outcome.state,
          attempt.attempts,
          result.status,
          result.body,
          result.error,
          result.durationMs,
          delayMs,
        ],
      );
      if (held.length === 0) return false;
      if (job.kind !== 'event') {
        await manager.query('DELETE FROM webhook_jobs WHERE id = $1', [job.id]);
        return true;
      }
      if (outcome.state === 'succeeded')
        await manager.query(
          `UPDATE webhook_jobs SET after_block = coalesce($2, after_block), attempts = 0, delivery = NULL,
                  leased_until = clock_timestamp() + $3 * interval '1 second' WHERE id = $1`,
          [job.id, outcome.block, leaseSeconds],
        );
      else if (outcome.state === 'retrying')
        await manager.query(
          `UPDATE webhook_jobs SET attempts = $2, delivery = $3, lease = NULL, leased_until = NULL,
                  due = now() + $4 * interval '1 millisecond' WHERE id = $1`,
          [job.id, attempt.attempts, attempt.delivery, delayMs],
        );
      else {
        await manager.query(
          `UPDATE webhook_jobs SET attempts = 0, delivery = NULL, lease = NULL, leased_until = NULL, due = now() WHERE id = $1`,
          [job.id],
        );
        await manager.query('UPDATE webhooks SET is_active = false, disabled_reason = $2 WHERE uuid = $1', [
          job.webhook,
          outcome.disabledReason,
        ]);
      }
      return true;
    });
  }

  /** The delivery that a redelivery or a ping is of; null when the webhook has been deleted. */
  async askedFor({ webhook, delivery }: LeasedJob): Promise<StoredDelivery | null> {
    const rows = await this.dataSource.query<StoredDelivery[]>(
      `SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries d WHERE d.webhook = $1 AND d.uuid = $2`,
      [webhook, delivery],
    );
    return rows[0] ?? null;
  }

  /** All of it is sent. */
  async finish({ id, lease }: LeasedJob): Promise<void> {
    await this.dataSource.query('DELETE FROM webhook_jobs WHERE id = $1 AND lease = $2', [id, lease]);
  }

  /** Somebody else, or this process later on, may take it. */
  async release({ id, lease }: LeasedJob): Promise<void> {
    await this.dataSource.query(
      'UPDATE webhook_jobs SET lease = NULL, leased_until = NULL WHERE id = $1 AND lease = $2',
      [id, lease],
    );
  }

  /** Turns a webhook off. */
  async disable(webhook: string, reason: string): Promise<void> {
    await this.dataSource.query(
      'UPDATE webhooks SET is_active = false, disabled_reason = $2 WHERE uuid = $1 AND is_active',
      [webhook, reason],
    );
  }

  /** Forgets deliveries that are over. */
  async forget(days: number): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM webhook_deliveries d WHERE d.created < now() - $1 * interval '1 day' AND d.state IN ('succeeded', 'failed')`,
      [days],
    );
  }
}

/** TypeORM answers an UPDATE with [rows, count]. */
function rowsOf(answer: unknown[]): unknown[] {
  return Array.isArray(answer[0]) ? (answer[0] as unknown[]) : answer;
}
