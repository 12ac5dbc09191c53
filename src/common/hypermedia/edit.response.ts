import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from './api-urls.js';
import { Expandable } from './expandable.js';
import { Shown } from './shape.js';
import { AccountReference } from './references.response.js';

/** When and by whom something last changed. */
export class EditResponse {
  /** Who; null when it was the service itself or is not known. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly by: AccountReference | null;

  /** When, ISO 8601 UTC. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly on: string;

  static from(edit: { by: string | null; on: Date }, urls: ApiUrls): EditResponse {
    return { by: AccountReference.from(edit.by, urls), on: edit.on.toISOString() };
  }
}
