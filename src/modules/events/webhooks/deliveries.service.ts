import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../../common/auth/principal.js';
import type { UnitOfWork } from '../../../common/database/unit-of-work.js';
import type { Page } from '../../../common/pagination/page.js';
import { sql } from '../../../common/pagination/sql.js';
import { LATEST } from '../dto/list-events.query.js';
import { EventFeed } from '../event-feed.service.js';
import { placeOf } from '../events.service.js';
import { DeliveryStore, type StoredDelivery } from './delivery-store.js';
import type { ListDeliveriesQuery } from './dto/list-webhooks.query.js';
import type { StoredWebhook } from './stored-webhook.js';
import { deliveryCollection } from './webhooks.collection.js';
import { DeliveryNotFoundError } from './webhooks.errors.js';
import { WebhooksService } from './webhooks.service.js';

/** What was sent to a webhook, and what is to be sent again. Whoever sees the webhook sees its log. */
@Injectable()
export class DeliveriesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly webhooks: WebhooksService,
    private readonly store: DeliveryStore,
    private readonly feed: EventFeed,
  ) {}

  /** @throws WebhookNotFoundError */
  async page(principal: Principal, webhook: string, query: ListDeliveriesQuery): Promise<Page<StoredDelivery>> {
    await this.webhooks.get(principal, webhook);
    return deliveryCollection.page(this.dataSource.manager, query, sql`d.webhook = ${webhook}::uuid`);
  }

  /** @throws WebhookNotFoundError, DeliveryNotFoundError */
  async get(principal: Principal, webhook: string, uuid: string): Promise<StoredDelivery> {
    await this.webhooks.get(principal, webhook);
    const delivery = await this.store.find(webhook, uuid);
    if (!delivery) throw new DeliveryNotFoundError(uuid);
    return delivery;
  }

  /** @param at not before; null: now. @throws WebhookNotFoundError, DeliveryNotFoundError */
  async redeliver<Answer>(
    principal: Principal,
    webhook: string,
    uuid: string,
    at: Date | null,
    unit: UnitOfWork<StoredDelivery, Answer>,
  ): Promise<Answer> {
    const delivery = await this.get(principal, webhook, uuid);
    return unit.run((manager) => this.store.ask(manager, webhook, { again: delivery, at }));
  }

  /** @param at not before; null: now. @throws WebhookNotFoundError */
  async ping<Answer>(
    principal: Principal,
    webhook: string,
    at: Date | null,
    unit: UnitOfWork<StoredDelivery, Answer>,
  ): Promise<Answer> {
    await this.webhooks.get(principal, webhook);
    return unit.run((manager) => this.store.ask(manager, webhook, { again: null, at }));
  }

  /** @throws WebhookNotFoundError, InvalidCursorError */
  async replay<Answer>(
    principal: Principal,
    webhook: string,
    since: string,
    unit: UnitOfWork<StoredWebhook, Answer>,
  ): Promise<Answer> {
    const { position, block } = since === LATEST ? await this.feed.end() : placeOf(since);
    // A cursor amid a version: the whole of it once more, rather than less than was asked for.
    return this.webhooks.replay(principal, webhook, block === null ? position : position - 1, unit);
  }
}
