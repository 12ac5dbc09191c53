import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { CourseParameter } from '../../../common/pagination/key-parameters.js';
import { UsersParameter } from './users-parameter.js';
import { ENROLLMENT_MODES } from '../enrollment-modes.js';
import { enrollmentCollection } from '../enrollments.collection.js';

/** Which enrollments to list. Filters narrow what the caller may see and never widen it. */
export class ListEnrollmentsQuery extends enrollmentCollection.Query {
  /** Only enrollments of these accounts. */
  @UsersParameter('Only enrollments of this account.')
  readonly user?: string[];

  /** Only enrollments in this course. */
  @CourseParameter('Only enrollments in this course.')
  readonly course?: string;

  /** Only enrollments in this mode. */
  @ApiPropertyOptional({ enum: ENROLLMENT_MODES })
  @IsOptional()
  @IsIn(ENROLLMENT_MODES)
  readonly mode?: string;

  /** Only those who take the course now, or only those who have left it. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly is_active?: boolean;
}
