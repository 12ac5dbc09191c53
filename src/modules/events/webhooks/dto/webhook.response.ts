import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { AccountReference, CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { CourseKey } from '../../../../common/opaque-keys/index.js';
import { cursorOf } from '../../event-position.js';
import { type StoredWebhook, versionOf } from '../stored-webhook.js';
import type { TellingWebhook } from '../webhooks.service.js';

/** What the link builder must know of a webhook. Under a symbol, so that it is never sent. */
const VERSION = Symbol('courseware:webhook-version');

/** The organization whose events are sent. */
export class WebhookOrganizationReference {
  /** Its code. */
  @ApiProperty({ example: 'Courseware' })
  readonly code: string;

  @ApiProperty({ format: 'uri' })
  readonly url: string;
}

/** Where somebody is told of events. */
export class WebhookResponse extends ResourceResponse {
  /** UUID. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly id: string;

  /** Where events are sent, by POST. */
  @ApiProperty({ format: 'uri', example: 'https://lms.example.org/courseware-events' })
  @Minimal()
  readonly target_url: string;

  /** Which events; `*` stands for any characters. */
  @ApiProperty({ type: [String], example: ['org.openedx.content_authoring.*'] })
  @Minimal()
  readonly event_types: readonly string[];

  /** Whose events: this course’s; null for more than one course’s. */
  @Expandable('course', { nullable: true })
  @Shown()
  readonly course: CourseReference | null;

  /** Whose events: those of this organization’s courses; null for those of a course, or of all. */
  @ApiProperty({ type: WebhookOrganizationReference, nullable: true })
  @Shown()
  readonly organization: WebhookOrganizationReference | null;

  /** What it is for; may be empty. */
  @ApiProperty()
  @Shown()
  readonly description: string;

  /** Whether it is told anything. */
  @ApiProperty()
  @Minimal()
  readonly is_active: boolean;

  /** Why the service has turned it off; null where it has not. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly disabled_reason: string | null;

  /** Whose it is: what that person may not read is not sent. */
  @Expandable('account')
  @Shown()
  readonly owner: AccountReference;

  /** Up to here it has been told of, or will be by what is waiting: a cursor of the feed. */
  @ApiProperty({ example: 'WzE3XQ' })
  @Shown()
  readonly cursor: string;

  /** When it was made, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  /** What signs what is sent (Standard Webhooks): only in the answer that makes it, and never again. */
  @ApiPropertyOptional({ example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
  @Shown()
  readonly secret?: string;

  static from(
    this: void,
    webhook: StoredWebhook,
    urls: ApiUrls,
  ): Unlinked<WebhookResponse> & { readonly [VERSION]: string } {
    const { courseKey, organization } = webhook;
    return {
      [VERSION]: versionOf(webhook),
      id: webhook.uuid,
      target_url: webhook.url,
      event_types: webhook.eventTypes,
      course: courseKey === null ? null : CourseReference.from(CourseKey.parse(courseKey), urls),
      organization: organization === null ? null : { code: organization, url: urls.organization(organization) },
      description: webhook.description,
      is_active: webhook.isActive,
      disabled_reason: webhook.disabledReason,
      owner: { username: webhook.owner, url: urls.account(webhook.owner) },
      cursor: cursorOf({ position: webhook.position, block: null }),
      created: webhook.created.toISOString(),
    };
  }

  /** The same with its secret, the one time that it is told. */
  static telling(this: void, { webhook, secret }: TellingWebhook, urls: ApiUrls): Unlinked<WebhookResponse> {
    return { ...WebhookResponse.from(webhook, urls), ...(secret !== undefined && { secret }) };
  }
}

/** @throws Error for a representation that {@link WebhookResponse.from} has not made */
export function versionOfResponse(response: object): string {
  const version = (response as { [VERSION]?: string })[VERSION];
  if (version === undefined) throw new Error('A webhook is represented by WebhookResponse.from.');
  return version;
}
