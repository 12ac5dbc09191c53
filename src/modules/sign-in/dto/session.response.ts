import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { OwnedSession } from '../sessions.service.js';

/** A browser in which an account is signed in. */
export class SessionResponse extends ResourceResponse {
  /** UUID; opens nothing. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly id: string;

  /** Whose it is. */
  @Expandable('account')
  @Shown()
  readonly user: AccountReference;

  /** Whether this very request is known by it. */
  @ApiProperty()
  @Minimal()
  readonly current: boolean;

  /** What the browser says of itself (`User-Agent`), cut; empty when it says nothing. */
  @ApiProperty({ example: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })
  @Shown()
  readonly device: string;

  /** Network address of its last request that was noted. */
  @ApiProperty({ example: '192.0.2.7' })
  @Shown()
  readonly address: string;

  /** When it began, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  /** When it was used last, ISO 8601 UTC; up to a minute behind. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly last_seen: string;

  /** When it ends at the latest, ISO 8601 UTC; earlier if it is not used. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly expires: string;

  static from(this: void, session: OwnedSession, urls: ApiUrls): Unlinked<SessionResponse> {
    return {
      id: session.uuid,
      user: AccountReference.from(session.username, urls)!,
      current: session.isCurrent,
      device: session.userAgent,
      address: session.address,
      created: session.created.toISOString(),
      last_seen: session.lastSeen.toISOString(),
      expires: session.expires.toISOString(),
    };
  }
}
