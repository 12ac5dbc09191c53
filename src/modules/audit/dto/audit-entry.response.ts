import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { VisibleEntry } from '../visible-entry.js';

/** One write, and who is answerable for it (SPEC section 8). */
export class AuditEntryResponse extends ResourceResponse {
  /** UUID. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly uuid: string;

  /** When, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Minimal()
  readonly at: string;

  /** Who did it; null for nobody in particular, such as a sign-in that was refused, and for an operator of the service. */
  @Expandable('account', { nullable: true })
  @Minimal()
  readonly actor: AccountReference | null;

  /** Whose thing it is, when that is somebody else. */
  @Expandable('account', { nullable: true })
  @Minimal()
  readonly on_behalf_of: AccountReference | null;

  /** What was done: the operationId of a request, the kind of a task, or the name of a command. */
  @ApiProperty({ example: 'enrollments_create' })
  @Minimal()
  readonly action: string;

  /** What began it. */
  @ApiProperty({ enum: ['request', 'task', 'command_line'] })
  @Shown()
  readonly via: string;

  /** How the actor showed who they are. */
  @ApiProperty({ enum: ['none', 'token', 'session', 'jwt_cookie', 'operator'] })
  @Shown()
  readonly credential: string;

  /** The OAuth2 client that acted for the actor; null where none did. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly client_id: string | null;

  /** The permission that it took; null for a command. */
  @ApiProperty({ type: String, nullable: true, example: 'enrollments.manage_own_enrollment' })
  @Shown()
  readonly permission: string | null;

  /** HTTP method of the request; null where there was none. */
  @ApiProperty({ type: String, nullable: true, example: 'POST' })
  @Shown()
  readonly method: string | null;

  /** Path that was written to, as it was sent and without its query; of a path with a secret in it, its pattern. */
  @ApiProperty({ type: String, nullable: true, example: '/api/enrollment/v1/enrollments/' })
  @Shown()
  readonly target: string | null;

  /** The course that was written to, or null. */
  @Expandable('course', { nullable: true })
  @Shown()
  readonly course: CourseReference | null;

  /** GUID of the version of content that was made; null when none was. */
  @ApiProperty({ type: String, nullable: true, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly version: string | null;

  /** `X-Request-ID` of the request, also of one that started a task. */
  @ApiProperty({ type: String, nullable: true })
  @Shown()
  readonly request_id: string | null;

  /** IP address of the client, for the actor and for global staff; null for others. */
  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7' })
  @Shown()
  readonly address: string | null;

  /** HTTP status of a sign-in that was refused; null for what was done. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  @Shown()
  readonly status: number | null;

  /** More about it, depending on the action. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @Shown()
  readonly details: Readonly<Record<string, unknown>>;

  static from(this: void, { entry, withAddress }: VisibleEntry, urls: ApiUrls): Unlinked<AuditEntryResponse> {
    return {
      uuid: entry.id,
      at: entry.at.toISOString(),
      actor: AccountReference.from(entry.actor, urls),
      on_behalf_of: AccountReference.from(entry.onBehalfOf, urls),
      action: entry.action,
      via: entry.via,
      credential: entry.credential,
      client_id: entry.clientId,
      permission: entry.permission,
      method: entry.method,
      target: entry.target,
      course: entry.courseKey === null ? null : CourseReference.from(CourseKey.parse(entry.courseKey), urls),
      version: entry.version,
      request_id: entry.requestId,
      address: withAddress ? entry.address : null,
      status: entry.status,
      details: entry.details,
    };
  }
}
