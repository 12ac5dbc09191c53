import { Body, Controller, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Creates } from '../../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../../common/idempotency/once.js';
import type { SealedAnswer } from '../../../common/idempotency/sealed-answer.js';
import { DeliveriesService } from './deliveries.service.js';
import type { StoredDelivery } from './delivery-store.js';
import { DeliveryResponse } from './dto/delivery.response.js';
import { CreateDeliveryDto, CreateReplayDto, CreateSecretDto } from './dto/webhook.dto.js';
import { WebhookResponse } from './dto/webhook.response.js';
import type { StoredWebhook } from './stored-webhook.js';
import { WebhookIdPipe } from './webhook-id.pipe.js';
import { Webhook } from './webhooks.controller.js';
import { deliveryLinks, webhookLinks } from './webhooks.links.js';
import { type TellingWebhook, WebhooksService } from './webhooks.service.js';

/** What else one does with a webhook. */
@ApiTags('Events')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/event/v1/webhooks')
export class WebhookActsController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
    private readonly urls: ApiUrls,
  ) {}

  @Post(':webhook_id/secrets')
  @Access('events.edit_webhook')
  @Creates(WebhookResponse, webhookLinks, { description: 'Replaced. The answer tells the new secret, once.' })
  @Webhook
  @ApiOperation({
    operationId: 'webhook_secrets_create',
    summary: 'Replace the secret of a webhook',
    description:
      'For a day what is sent is signed with both, so that a receiver can change over in its own time: it accepts any signature of the list that it knows.',
  })
  async replaceSecret(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Body() body: CreateSecretDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    return this.webhooks.replaceSecret(
      principal,
      id,
      body.secret,
      once.answering((made: TellingWebhook) => WebhookResponse.telling(made, this.urls)),
    );
  }

  @Post(':webhook_id/replays')
  @Access('events.edit_webhook')
  @Creates(WebhookResponse, webhookLinks, { status: HttpStatus.ACCEPTED, description: 'They will be sent.' })
  @Webhook
  @ApiOperation({
    operationId: 'webhook_replays_create',
    summary: 'Go back or forth in what a webhook is told',
    description:
      'Everything after the cursor is sent, also what was sent before; what waits otherwise is dropped. With `latest`, only what happens from now on.',
  })
  async replay(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Body() body: CreateReplayDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    return this.deliveries.replay(
      principal,
      id,
      body.since,
      once.answering((webhook: StoredWebhook) => WebhookResponse.from(webhook, this.urls)),
    );
  }

  @Post(':webhook_id/pings')
  @Access('events.edit_webhook')
  @Creates(DeliveryResponse, deliveryLinks, { status: HttpStatus.ACCEPTED, description: 'It will be sent.' })
  @Webhook
  @ApiOperation({
    operationId: 'webhook_pings_create',
    summary: 'Try a webhook',
    description:
      'Sends `{"type": "ping", …}`, signed like every event, once; also when the webhook is turned off. The delivery says what came of it.',
  })
  async ping(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Body() body: CreateDeliveryDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    return this.deliveries.ping(
      principal,
      id,
      body.at ?? null,
      once.answering((delivery: StoredDelivery) => DeliveryResponse.from(delivery, this.urls)),
    );
  }
}
