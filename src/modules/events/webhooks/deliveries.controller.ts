import { Body, Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Creates } from '../../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../../common/idempotency/once.js';
import type { SealedAnswer } from '../../../common/idempotency/sealed-answer.js';
import type { Page } from '../../../common/pagination/page.js';
import { DeliveriesService } from './deliveries.service.js';
import type { StoredDelivery } from './delivery-store.js';
import { DeliveryResponse } from './dto/delivery.response.js';
import { ListDeliveriesQuery } from './dto/list-webhooks.query.js';
import { CreateDeliveryDto } from './dto/webhook.dto.js';
import { DeliveryIdPipe, WebhookIdPipe } from './webhook-id.pipe.js';
import { Webhook } from './webhooks.controller.js';
import { deliveryLinks } from './webhooks.links.js';

const Delivery = ApiParam({ name: 'delivery_id', format: 'uuid', description: 'UUID of the delivery.' });

/** What was sent to a webhook. */
@ApiTags('Events')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/event/v1/webhooks')
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':webhook_id/deliveries')
  @Access('events.view_webhook')
  @ReturnsPage(DeliveryResponse, deliveryLinks)
  @Webhook
  @ApiOperation({
    operationId: 'webhook_deliveries_list',
    summary: 'List what was sent to a webhook',
    description: 'The newest come first. Kept for 30 days.',
  })
  async list(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Query() query: ListDeliveriesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<DeliveryResponse>>> {
    return (await this.deliveries.page(principal, id, query)).map((one) => DeliveryResponse.from(one, this.urls));
  }

  @Get(':webhook_id/deliveries/:delivery_id')
  @Access('events.view_webhook')
  @ReturnsResource(DeliveryResponse, deliveryLinks)
  @Webhook
  @Delivery
  @ApiOperation({
    operationId: 'webhook_deliveries_retrieve',
    summary: 'Read what came of a delivery',
    description: 'With the first bytes of the last answer, and when it will be tried again.',
  })
  async retrieve(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Param('delivery_id', DeliveryIdPipe) delivery: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<DeliveryResponse>> {
    return DeliveryResponse.from(await this.deliveries.get(principal, id, delivery), this.urls);
  }

  @Post(':webhook_id/deliveries/:delivery_id/redeliveries')
  @Access('events.edit_webhook')
  @Creates(DeliveryResponse, deliveryLinks, { status: HttpStatus.ACCEPTED, description: 'It will be sent.' })
  @Webhook
  @Delivery
  @ApiOperation({
    operationId: 'webhook_redeliveries_create',
    summary: 'Send something again',
    description:
      'The same event, with the same `webhook-id`, as its owner may read it now; once, and out of its order. The answer is the new delivery, which says what came of it.',
  })
  async redeliver(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Param('delivery_id', DeliveryIdPipe) delivery: string,
    @Body() body: CreateDeliveryDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    return this.deliveries.redeliver(
      principal,
      id,
      delivery,
      body.at ?? null,
      once.answering((made: StoredDelivery) => DeliveryResponse.from(made, this.urls)),
    );
  }
}
