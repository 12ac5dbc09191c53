import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { SEVERITIES, type Severity } from '../check-ids.js';
import { courseCheckCollection } from '../course-checks.collection.js';

/** Which checks to list. */
export class ListCourseChecksQuery extends courseCheckCollection.Query {
  /** Only checks that matter this much. */
  @ApiPropertyOptional({ enum: SEVERITIES })
  @IsOptional()
  @IsIn(SEVERITIES)
  readonly severity?: Severity;

  /** Only checks that the course passes (`true`), or does not. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly passed?: boolean;
}
