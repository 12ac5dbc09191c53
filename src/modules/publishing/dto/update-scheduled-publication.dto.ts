import { ApiPropertyOptional } from '@nestjs/swagger';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { Message } from '../../../common/validation/write-members.js';

/** A merge patch of what is scheduled (RFC 7396): what is absent stays. */
export class UpdateScheduledPublicationDto {
  /** When to do it, in the future. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IfPresent()
  @IsInstant()
  readonly at?: Date;

  @Message()
  readonly message?: string | null;
}
