import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { ExistingCourseInformationDto } from './course-information.dto.js';

/** A merge patch of a course (RFC 7396). Absent: kept; null: cleared. */
export class UpdateCourseDto extends ExistingCourseInformationDto {
  /** Name for people. */
  @ApiPropertyOptional({ example: 'How to Read the Tide' })
  @IfPresent()
  @IsStorableText({ min: 1, max: 1000 })
  readonly display_name?: string;

  /** Whether it is over: it stays readable, its content does not change any more, and nobody enrolls. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  readonly is_archived?: boolean;
}
