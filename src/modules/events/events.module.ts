import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/index.js';
import { EventFeed } from './event-feed.service.js';
import { EventNumbering } from './event-numbering.js';
import { EventRows } from './event-rows.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { VisibleBlocks } from './visible-blocks.js';
import { DeliveriesController } from './webhooks/deliveries.controller.js';
import { DeliveriesService } from './webhooks/deliveries.service.js';
import { DeliveryRun } from './webhooks/delivery-run.js';
import { DeliveryStore } from './webhooks/delivery-store.js';
import { JobStore } from './webhooks/job-store.js';
import { Parcels } from './webhooks/parcels.js';
import { WebhookActsController } from './webhooks/webhook-acts.controller.js';
import { WebhookDispatcher } from './webhooks/webhook-dispatcher.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WebhookStore } from './webhooks/webhook-store.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { WebhooksService } from './webhooks/webhooks.service.js';

/** What has happened, and whom to tell of it (ADR 0023). */
@Module({
  imports: [AccountsModule],
  controllers: [EventsController, WebhooksController, WebhookActsController, DeliveriesController],
  providers: [
    EventRows,
    VisibleBlocks,
    EventFeed,
    EventsService,
    EventNumbering,
    WebhookStore,
    WebhooksService,
    DeliveryStore,
    DeliveriesService,
    JobStore,
    WebhookSender,
    Parcels,
    DeliveryRun,
    WebhookDispatcher,
  ],
})
export class EventsModule {}
