import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { IfPresent } from '../../../common/validation/if-present.js';
import { ENROLLMENT_MODES } from '../enrollment-modes.js';

/** A merge patch of an enrollment (RFC 7396): what is absent stays. Nothing here can be removed by null. */
export class UpdateEnrollmentDto {
  /** How the course is taken. */
  @ApiPropertyOptional({ enum: ENROLLMENT_MODES })
  @IfPresent()
  @IsIn(ENROLLMENT_MODES)
  readonly mode?: string;

  /** False to leave the course, true to come back. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  readonly is_active?: boolean;

  /** Why, for the history of the enrollment. */
  @IfPresent()
  @ApiPropertyOptional({ example: 'Asked for by the registrar' })
  @IsStorableText({ max: 500 })
  readonly reason?: string;
}
