import { ApiProperty } from '@nestjs/swagger';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { ExistingCourseInformationDto } from './course-information.dto.js';

/** The whole information of a course: what is absent is cleared. Its outline, its key and whether it is archived are not part of it. */
export class ReplaceCourseDto extends ExistingCourseInformationDto {
  /** Name for people. */
  @ApiProperty({ example: 'How to Read the Tide' })
  @IsStorableText({ min: 1, max: 1000 })
  readonly display_name: string;
}
