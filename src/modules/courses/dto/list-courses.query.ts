import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Orderings } from '../../../common/pagination/ordering.js';
import { PageQuery } from '../../../common/pagination/page.query.js';

/** The orders of the course list; each has an index that also holds the key. */
export const courseOrderings = new Orderings(
  { course_key: 'course_key', display_name: 'display_name', org: 'lower(org)', start: 'start', edited: 'edited' },
  'course_key',
  'course_key',
);

/** Filters of the course list; they narrow and never widen what the caller may see. */
export class ListCoursesQuery extends PageQuery {
  /** Order of the results. */
  @courseOrderings.SortOrder()
  readonly sort_order?: string;

  /** Order of the results, with a leading minus to reverse it. Wins over `sort_order`. */
  @courseOrderings.Ordering()
  readonly ordering?: string;

  /** Only courses of this organization; upper and lower case are the same. */
  @ApiPropertyOptional({ example: 'Courseware' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly org?: string;

  /** Words to find in the name, the short description, the organization, the number or the run; `"exact words"`, `or` and `-without` work. */
  @ApiPropertyOptional({ example: 'tides' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly text_search?: string;

  /** Who sets the pace. */
  @ApiPropertyOptional({ enum: ['instructor', 'self'] })
  @IsOptional()
  @IsIn(['instructor', 'self'])
  readonly pacing?: 'instructor' | 'self';
}
