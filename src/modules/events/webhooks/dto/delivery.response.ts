import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { CourseKey } from '../../../../common/opaque-keys/index.js';
import { eventUrl, webhookUrl } from '../../events-urls.js';
import type { StoredDelivery } from '../delivery-store.js';

/** A related event. */
export class EventReference {
  /** UUID; the `webhook-id` that was sent. */
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ format: 'uri' })
  readonly url: string;
}

/** A related webhook. */
export class WebhookReference {
  /** UUID. */
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ format: 'uri' })
  readonly url: string;
}

/** One event that was sent to a webhook, or tried to. */
export class DeliveryResponse extends ResourceResponse {
  /** UUID. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly id: string;

  /** Where it went. */
  @ApiProperty({ type: WebhookReference })
  @Shown()
  readonly webhook: WebhookReference;

  /** Why: because it happened, because somebody asked for it again, or to try the webhook. */
  @ApiProperty({ enum: ['event', 'redelivery', 'ping'] })
  @Minimal()
  readonly kind: string;

  /** The event; null for a ping. */
  @ApiProperty({ type: EventReference, nullable: true })
  @Minimal()
  readonly event: EventReference | null;

  /** Name of the event, or `ping`. */
  @ApiProperty({ example: 'org.openedx.content_authoring.xblock.published.v1' })
  @Minimal()
  readonly event_type: string;

  /** The course that it is about, or null. */
  @Expandable('course', { nullable: true })
  @Shown()
  readonly course: CourseReference | null;

  /** Where it stands. `retrying`: it failed and will be tried again; what comes after it in the same course waits. */
  @ApiProperty({ enum: ['pending', 'succeeded', 'retrying', 'failed'] })
  @Minimal()
  readonly state: string;

  /** How often it was tried. */
  @ApiProperty({ type: 'integer' })
  @Shown()
  readonly attempts: number;

  /** HTTP status of the last answer; null where there was none. Any 2xx is a success. */
  @ApiProperty({ type: 'integer', nullable: true })
  @Minimal()
  readonly response_status: number | null;

  /** The first bytes of the last answer. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly response_body: string | null;

  /** Why there was no answer; null where there was one. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly error: string | null;

  /** How long the last attempt took, in milliseconds. */
  @ApiProperty({ type: 'integer', nullable: true })
  @Shown()
  readonly duration_ms: number | null;

  /** When it was first tried, or asked for; ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Minimal()
  readonly created: string;

  /** When it was last tried. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  @Shown()
  readonly last_attempt: string | null;

  /** When it will be tried again; null for never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  @Shown()
  readonly next_attempt: string | null;

  static from(this: void, delivery: StoredDelivery, urls: ApiUrls): Unlinked<DeliveryResponse> {
    const { uuid, webhook, event, courseKey } = delivery;
    return {
      id: uuid,
      webhook: { id: webhook, url: webhookUrl(urls, webhook) },
      kind: delivery.kind,
      event: event === null ? null : { id: event, url: eventUrl(urls, event) },
      event_type: delivery.eventType,
      course: courseKey === null ? null : CourseReference.from(CourseKey.parse(courseKey), urls),
      state: delivery.state,
      attempts: delivery.attempts,
      response_status: delivery.responseStatus,
      response_body: delivery.responseBody,
      error: delivery.error,
      duration_ms: delivery.durationMs,
      created: delivery.created.toISOString(),
      last_attempt: delivery.lastAttempt?.toISOString() ?? null,
      next_attempt: delivery.nextAttempt?.toISOString() ?? null,
    };
  }
}
