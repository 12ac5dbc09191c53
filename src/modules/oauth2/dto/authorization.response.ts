import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { StoredAuthorization } from '../authorizations.collection.js';

/** What a person has allowed an application. */
export class AuthorizationResponse extends ResourceResponse {
  /** UUID. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly id: string;

  /** Who has allowed it. */
  @Expandable('account')
  @Shown()
  readonly user: AccountReference;

  /** Id of the application. */
  @ApiProperty({ example: 'course-search' })
  @Minimal()
  readonly client_id: string;

  /** What the application calls itself. */
  @ApiProperty({ example: 'Course search' })
  @Minimal()
  readonly application: string;

  /** What it may ask for without asking the person again. */
  @ApiProperty({ type: [String], example: ['courses:read', 'profile'] })
  @Shown()
  readonly scopes: readonly string[];

  /** Since when. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  /** When the application last got a token; null before its first. */
  @ApiProperty({ format: 'date-time', nullable: true })
  @Shown()
  readonly last_used: string | null;

  static from(this: void, authorization: StoredAuthorization, urls: ApiUrls): Unlinked<AuthorizationResponse> {
    return {
      id: authorization.id,
      user: AccountReference.from(authorization.username, urls)!,
      client_id: authorization.clientId,
      application: authorization.clientName,
      scopes: authorization.scopes,
      created: authorization.created.toISOString(),
      last_used: authorization.lastUsed?.toISOString() ?? null,
    };
  }
}
