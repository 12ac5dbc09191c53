import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { AllowsUnknown } from '../../../common/validation/validation.pipe.js';
import { FlagParameter, IsCourseKey, LastValue, ListParameter } from './legacy-parameters.js';

/** What a listed course has to allow; names of edX's access checks. */
export const COURSE_PERMISSIONS = ['enroll', 'see_in_catalog', 'see_about_page', 'see_exists', 'load_mobile'] as const;
export type CoursePermission = (typeof COURSE_PERMISSIONS)[number];

/** As many as fit into an address that servers take. */
const MAX_COURSE_KEYS = 500;

/** Parameters of one course. */
@AllowsUnknown()
export class CourseDetailQuery {
  /** For whom: adds `is_enrolled`. */
  @ApiPropertyOptional({
    type: String,
    description: 'For whom; adds `is_enrolled`. Oneself, or anyone for global staff.',
  })
  @LastValue()
  @IsOptional()
  @IsString()
  @MaxLength(150)
  readonly username?: string;
}

/** Parameters of edX's course list (endpoints A.1); unknown ones are ignored, as there. */
@AllowsUnknown()
export class ListCourseQuery extends CourseDetailQuery {
  /** Words to find. */
  @ApiPropertyOptional({
    type: String,
    example: 'tide',
    description: 'Words to find in names, short descriptions, organizations, numbers and runs.',
  })
  @LastValue()
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly search_term?: string;

  /** Organization, in whatever case. */
  @ApiPropertyOptional({
    type: String,
    description: 'Only courses of this organization; upper and lower case are the same.',
  })
  @LastValue()
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly org?: string;

  /** Offered in the mobile apps. */
  @FlagParameter('Only courses that the mobile apps offer, or, if false, only the others.')
  readonly mobile?: boolean;

  /** Not ended yet. */
  @FlagParameter('Only courses that have not ended.')
  readonly active_only?: boolean;

  /** Just these courses. */
  @ListParameter('Only these course runs.', ['course-v1:Courseware+Tides101+2026'], MAX_COURSE_KEYS)
  @IsCourseKey({ each: true })
  readonly course_keys: string[] = [];

  /** What the course has to allow. */
  @ListParameter(
    `Only courses that allow all of these: ${COURSE_PERMISSIONS.join(', ')}. Global staff who name themselves are allowed everything.`,
  )
  @IsIn(COURSE_PERMISSIONS, { each: true })
  readonly permissions: CoursePermission[] = [];

  /** Page. */
  @ApiPropertyOptional({
    type: String,
    default: '1',
    example: '1',
    description: 'Page number; the first page is 1 here, unlike elsewhere in this service. `last` for the last.',
  })
  @LastValue()
  @IsOptional()
  readonly page?: string;

  /** Results on a page. */
  @ApiPropertyOptional({
    type: String,
    default: '10',
    example: '100',
    description: 'Results on a page, at most 100; more counts as 100, and what is no number as 10.',
  })
  @LastValue()
  @IsOptional()
  readonly page_size?: string;
}
