import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { violates } from '../../../common/database/database-errors.js';
import {
  type StoredWebhook,
  WEBHOOK_COLUMNS,
  WEBHOOK_JOINS,
  type WebhookDetails,
  type WebhookScope,
} from './stored-webhook.js';
import { UnknownScopeError } from './webhooks.errors.js';

/** How long the secret before the current one signs as well. */
const OVERLAP = '24 hours';

/** The rows of webhooks. */
@Injectable()
export class WebhookStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Null when there is none. */
  async find(uuid: string, manager: EntityManager = this.dataSource.manager, lock = ''): Promise<StoredWebhook | null> {
    const rows = await manager.query<StoredWebhook[]>(
      `SELECT ${WEBHOOK_COLUMNS} FROM webhooks w ${WEBHOOK_JOINS} WHERE w.uuid = $1 ${lock}`,
      [uuid],
    );
    return rows[0] ?? null;
  }

  /** The same, and nobody else changes it until the transaction ends. */
  lock(manager: EntityManager, uuid: string): Promise<StoredWebhook | null> {
    return this.find(uuid, manager, 'FOR UPDATE OF w');
  }

  /** It is told what happens from now on. @throws UnknownScopeError */
  async insert(
    manager: EntityManager,
    ownerId: number,
    { courseKey, organization }: WebhookScope,
    details: WebhookDetails,
    secret: string,
  ): Promise<StoredWebhook> {
    const uuid = uuidV7();
    try {
      await manager.query(
        `INSERT INTO webhooks (uuid, owner_id, url, event_types, course_key, organization_id, description, is_active, secret, position)
         VALUES ($1, $2, $3, $4, $5, lower($6), $7, $8, $9,
                 (SELECT coalesce(max(e.position), 0) FROM events e WHERE e.position IS NOT NULL))`,
        [
          uuid,
          ownerId,
          details.url,
          details.eventTypes,
          courseKey,
          organization,
          details.description,
          details.isActive,
          secret,
        ],
      );
    } catch (error) {
      if (violates(error, 'fk_webhooks_course')) throw new UnknownScopeError('course_key', courseKey!);
      if (violates(error, 'fk_webhooks_organization')) throw new UnknownScopeError('organization', organization!);
      throw error;
    }
    return (await this.find(uuid, manager))!;
  }

  /** Whoever turns it on again has it tried at once. */
  async update(manager: EntityManager, current: StoredWebhook, details: WebhookDetails): Promise<StoredWebhook> {
    await manager.query(
      `UPDATE webhooks SET url = $2, event_types = $3, description = $4, is_active = $5,
              disabled_reason = CASE WHEN $5 THEN NULL ELSE disabled_reason END
        WHERE uuid = $1`,
      [current.uuid, details.url, details.eventTypes, details.description, details.isActive],
    );
    if (details.isActive && !current.isActive)
      await manager.query(`UPDATE webhook_jobs SET due = now(), attempts = 0 WHERE webhook = $1 AND kind = 'event'`, [
        current.uuid,
      ]);
    return (await this.find(current.uuid, manager))!;
  }

  async remove(manager: EntityManager, uuid: string): Promise<void> {
    await manager.query('DELETE FROM webhooks WHERE uuid = $1', [uuid]);
  }

  /** The one before goes on signing for a day. */
  async replaceSecret(manager: EntityManager, uuid: string, secret: string): Promise<StoredWebhook> {
    await manager.query(
      `UPDATE webhooks SET previous_secret = secret, previous_secret_until = now() + interval '${OVERLAP}', secret = $2
        WHERE uuid = $1`,
      [uuid, secret],
    );
    return (await this.find(uuid, manager))!;
  }

  /** What waits is dropped; everything after the position is delivered, whether or not it was before. */
  async goBackTo(manager: EntityManager, uuid: string, position: number): Promise<StoredWebhook> {
    await manager.query(`DELETE FROM webhook_jobs WHERE webhook = $1 AND kind = 'event'`, [uuid]);
    await manager.query('UPDATE webhooks SET position = $2 WHERE uuid = $1', [uuid, position]);
    return (await this.find(uuid, manager))!;
  }

  /** How many webhooks somebody has. The account's row is locked, so that nobody counts at the same moment. */
  async countOf(manager: EntityManager, ownerId: number): Promise<number> {
    await manager.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [ownerId]);
    const [row] = await manager.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM webhooks WHERE owner_id = $1',
      [ownerId],
    );
    return row.count;
  }

  /** Whether somebody is a delegate of an organization or of one above it; null when there is no such organization. */
  async isDelegate(userId: number | null, code: string): Promise<boolean | null> {
    const [row] = await this.dataSource.query<[{ is_there: boolean; is_delegate: boolean }]>(
      `SELECT EXISTS (SELECT FROM organizations WHERE id = lower($2)) AS is_there,
              EXISTS (SELECT FROM organization_roles WHERE user_id = $1 AND role = 'delegate'
                         AND organization_id = ANY (organization_chain($2))) AS is_delegate`,
      [userId, code],
    );
    return row.is_there ? row.is_delegate : null;
  }
}
