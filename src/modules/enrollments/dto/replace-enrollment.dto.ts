import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { ENROLLMENT_MODES } from '../enrollment-modes.js';

/** The whole of what may be said of an enrollment. All of it is required: a default could take a paid mode away unseen. */
export class ReplaceEnrollmentDto {
  /** How the course is taken. */
  @ApiProperty({ enum: ENROLLMENT_MODES })
  @IsIn(ENROLLMENT_MODES)
  readonly mode: string;

  /** Whether it is taken now. */
  @ApiProperty()
  @IsBoolean()
  readonly is_active: boolean;

  /** Why, for the history of the enrollment. */
  @IfPresent()
  @ApiPropertyOptional({ example: 'Asked for by the registrar' })
  @IsStorableText({ max: 500 })
  readonly reason?: string;
}
