import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { AccountReference, CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { CourseKey } from '../../../../common/opaque-keys/index.js';
import type { StoredInvitation } from '../stored-invitation.js';

/** Lets one person into a course. It is gone once the person is enrolled. */
export class InvitationResponse extends ResourceResponse {
  /** UUID. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly uuid: string;

  /** The course run. */
  @Expandable('course')
  @Minimal()
  readonly course: CourseReference;

  /** Who, if the invitation names an account; null if it names an e-mail address, whoever’s that is. */
  @Expandable('account', { nullable: true })
  @Minimal()
  readonly user: AccountReference | null;

  /** Who, if the invitation names an e-mail address; otherwise null. */
  @ApiProperty({ type: String, nullable: true, format: 'email' })
  @Minimal()
  readonly email: string | null;

  /** The mode that it opens beside those that are open to all; null: none. */
  @ApiProperty({ type: String, nullable: true, example: 'verified' })
  @Shown()
  readonly mode: string | null;

  /** Whether the person is enrolled when they next sign in, without asking for it. */
  @ApiProperty()
  @Shown()
  readonly auto_enroll: boolean;

  /** Who invited; null when that account is gone. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly invited_by: AccountReference | null;

  /** When, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  static from(this: void, invitation: StoredInvitation, urls: ApiUrls): Unlinked<InvitationResponse> {
    return {
      uuid: invitation.uuid,
      course: CourseReference.from(CourseKey.parse(invitation.courseKey), urls),
      user: AccountReference.from(invitation.username, urls),
      email: invitation.email,
      mode: invitation.mode,
      auto_enroll: invitation.autoEnroll,
      invited_by: AccountReference.from(invitation.invitedBy, urls),
      created: invitation.created.toISOString(),
    };
  }
}
