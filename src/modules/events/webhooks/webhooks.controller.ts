import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../../common/http/preconditions.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Creates, Patches, Removes, Replaces } from '../../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../../common/idempotency/once.js';
import type { SealedAnswer } from '../../../common/idempotency/sealed-answer.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { Page } from '../../../common/pagination/page.js';
import { ListWebhooksQuery } from './dto/list-webhooks.query.js';
import { changesOf, CreateWebhookDto, detailsOf, ReplaceWebhookDto, UpdateWebhookDto } from './dto/webhook.dto.js';
import { WebhookResponse } from './dto/webhook.response.js';
import { WebhookIdPipe } from './webhook-id.pipe.js';
import { webhookLinks } from './webhooks.links.js';
import { type TellingWebhook, WebhooksService } from './webhooks.service.js';

export const Webhook = ApiParam({ name: 'webhook_id', format: 'uuid', description: 'UUID of the webhook.' });

/** Being told of events in place of asking (SPEC `/api/event/v1/webhooks/`). */
@ApiTags('Events')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/event/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('events.view_webhook')
  @ReturnsPage(WebhookResponse, webhookLinks)
  @ApiOperation({
    operationId: 'webhooks_list',
    summary: 'List webhooks',
    description: 'Yours; global staff see all. The newest come first.',
  })
  async list(
    @Query() query: ListWebhooksQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<WebhookResponse>>> {
    return (await this.webhooks.page(principal, query)).map((one) => WebhookResponse.from(one, this.urls));
  }

  @Post()
  @Access('events.create_webhook')
  @Creates(WebhookResponse, webhookLinks)
  @ApiOperation({
    operationId: 'webhooks_create',
    summary: 'Be told of events',
    description:
      'From now on each event that you may read is sent to `target_url` by POST, as `GET /api/event/v1/events/{event_id}/` shows it, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). Events of one course come one after the other; each comes at least once, and its `webhook-id` is the same every time. Answer with any 2xx, soon. Other answers are tried again for about a day, then the webhook is turned off and says why; 410 turns it off at once. Redirects are not followed. The secret is told in this answer and never again. With `course_key`: for instructors and staff of the course and delegates of its organization; with `organization`: for its delegates; with neither: for global staff.',
  })
  async create(
    @Body() body: CreateWebhookDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const courseKey = body.course_key && CourseKey.parse(body.course_key).withoutBranchAndVersion().toString();
    return this.webhooks.create(
      principal,
      { courseKey: courseKey ?? null, organization: body.organization ?? null },
      detailsOf(body),
      body.secret,
      once.answering((made: TellingWebhook) => WebhookResponse.telling(made, this.urls)),
    );
  }

  @Get(':webhook_id')
  @Access('events.view_webhook')
  @ReturnsResource(WebhookResponse, webhookLinks)
  @Webhook
  @ApiOperation({
    operationId: 'webhooks_retrieve',
    summary: 'Read a webhook',
    description: 'For its owner and global staff; for others it does not exist. The secret is not in it.',
  })
  async retrieve(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<WebhookResponse>> {
    return WebhookResponse.from(await this.webhooks.get(principal, id), this.urls);
  }

  @Put(':webhook_id')
  @Access('events.edit_webhook')
  @Replaces(WebhookResponse, webhookLinks, { creates: false })
  @Webhook
  @ApiOperation({
    operationId: 'webhooks_replace',
    summary: 'Replace a webhook',
    description: 'Its course or organization and its secret stay.',
  })
  async replace(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Body() body: ReplaceWebhookDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<WebhookResponse>> {
    return WebhookResponse.from(await this.webhooks.change(principal, id, detailsOf(body), preconditions), this.urls);
  }

  @Patch(':webhook_id')
  @Access('events.edit_webhook')
  @Patches(WebhookResponse, webhookLinks)
  @Webhook
  @ApiOperation({
    operationId: 'webhooks_update',
    summary: 'Change a webhook',
    description: 'Also to turn it on and off. What happens while it is off waits for it.',
  })
  async update(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Body() body: UpdateWebhookDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<WebhookResponse>> {
    return WebhookResponse.from(await this.webhooks.change(principal, id, changesOf(body), preconditions), this.urls);
  }

  @Delete(':webhook_id')
  @Access('events.edit_webhook')
  @Removes('The webhook is gone, with its log.')
  @Webhook
  @ApiOperation({
    operationId: 'webhooks_delete',
    summary: 'Delete a webhook',
    description: 'For its owner and global staff. What waits for it is not sent any more; its log goes with it.',
  })
  async remove(
    @Param('webhook_id', WebhookIdPipe) id: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.webhooks.remove(principal, id, preconditions);
  }
}
