import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';

/** A merge patch of what is scheduled (RFC 7396): what is absent stays. */
export class UpdateScheduledPublicationDto {
  /** When to do it, in the future. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IfPresent()
  @IsInstant()
  readonly at?: Date;

  /** Why, for the history; null for no reason. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly message?: string | null;
}
