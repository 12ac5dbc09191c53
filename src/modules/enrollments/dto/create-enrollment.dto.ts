import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { IsCourseKey } from '../../../common/validation/is-key.js';
import { IsUsername } from '../../../common/validation/is-username.js';
import { IfPresent } from '../../../common/validation/if-present.js';
import { ENROLLMENT_MODES } from '../enrollment-modes.js';

/** Who is to take which course, and how. */
export class CreateEnrollmentDto {
  /** Who; you, when it is absent. */
  @ApiPropertyOptional({ example: 'me', default: 'me' })
  @IfPresent()
  @IsUsername({ me: true })
  readonly username?: string;

  /** The course run; a branch or version in the key does no harm. */
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsCourseKey({ run: true })
  readonly course_key: string;

  /** How; what an invitation names, or `audit`, or else the first mode of the course that is open to all, when it is absent. */
  @ApiPropertyOptional({ enum: ENROLLMENT_MODES })
  @IfPresent()
  @IsIn(ENROLLMENT_MODES)
  readonly mode?: string;

  /** False for a place that is not taken yet. */
  @ApiPropertyOptional({ default: true })
  @IfPresent()
  @IsBoolean()
  readonly is_active?: boolean;

  /** Why, for the history of the enrollment. */
  @IfPresent()
  @ApiPropertyOptional({ example: 'Asked for by the registrar' })
  @IsStorableText({ max: 500 })
  readonly reason?: string;
}
