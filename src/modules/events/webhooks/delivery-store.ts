import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { PING } from '../event-types.js';
import type { DeliveryKind, DeliveryState } from './webhook.entities.js';

/** A delivery as its row has it. */
export interface StoredDelivery {
  readonly uuid: string;
  readonly webhook: string;
  readonly kind: DeliveryKind;
  readonly event: string | null;
  readonly eventType: string;
  readonly courseKey: string | null;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly error: string | null;
  readonly durationMs: number | null;
  readonly created: Date;
  readonly lastAttempt: Date | null;
  readonly nextAttempt: Date | null;
}

/** Of `webhook_deliveries d`. */
export const DELIVERY_COLUMNS = `d.uuid, d.webhook, d.kind, d.event, d.event_type AS "eventType", d.course_key AS "courseKey", d.state,
  d.attempts, d.response_status AS "responseStatus", d.response_body AS "responseBody", d.error, d.duration_ms AS "durationMs",
  d.created, d.last_attempt AS "lastAttempt", d.next_attempt AS "nextAttempt"`;

/** What somebody asks for. */
export interface AskedDelivery {
  /** What is to be sent again; null: a ping. */
  readonly again: StoredDelivery | null;
  /** Not before; null: now. */
  readonly at: Date | null;
}

/** The log of deliveries, as people look at it and ask for more. */
@Injectable()
export class DeliveryStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Null when there is none. */
  async find(
    webhook: string,
    uuid: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<StoredDelivery | null> {
    const rows = await manager.query<StoredDelivery[]>(
      `SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries d WHERE d.uuid = $2 AND d.webhook = $1`,
      [webhook, uuid],
    );
    return rows[0] ?? null;
  }

  /** Asks for one delivery, which does not wait for others. */
  async ask(manager: EntityManager, webhook: string, { again, at }: AskedDelivery): Promise<StoredDelivery> {
    const uuid = uuidV7();
    const kind: DeliveryKind = again?.event ? 'redelivery' : 'ping';
    await manager.query(
      `INSERT INTO webhook_deliveries (uuid, webhook, kind, event, event_type, course_key, state, next_attempt)
       VALUES ($1, $2, $3, $4, $5, $6, 'pending', coalesce($7, now()))`,
      [uuid, webhook, kind, again?.event ?? null, again?.eventType ?? PING, again?.courseKey ?? null, at],
    );
    await manager.query(
      `INSERT INTO webhook_jobs (webhook, kind, lane, delivery, due) VALUES ($1, $2, $3::text, $3::uuid, coalesce($4, now()))`,
      [webhook, kind, uuid, at],
    );
    return (await this.find(webhook, uuid, manager))!;
  }
}
