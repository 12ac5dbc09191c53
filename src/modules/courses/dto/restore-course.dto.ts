import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';

/** How a deleted course is to come back. */
export class RestoreCourseDto {
  /** True: into the archive, read-only; false: open. Absent: as it was. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBoolean()
  readonly is_archived?: boolean;
}
