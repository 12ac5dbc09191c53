import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, ValidateBy } from 'class-validator';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { PageQuery } from '../../../common/pagination/page.query.js';
import type { TaskState } from '../task.entity.js';
import { TASK_SORT_ORDERS, taskOrderings } from '../task-orderings.js';

const STATES: readonly TaskState[] = ['pending', 'running', 'succeeded', 'failed', 'cancelled'];

/** A bad key in a query is the client's fault: 400 (SPEC section 1 "bad key"). */
const IsCourseKey = () =>
  ValidateBy({
    name: 'isCourseKey',
    validator: {
      validate: (value) => typeof value === 'string' && CourseKey.tryParse(value) !== null,
      defaultMessage: (args) =>
        `${args?.property} must be a course key such as course-v1:Org+Number+Run, its + written as %2B`,
    },
  });

/** Which tasks to list. */
export class TaskQuery extends PageQuery {
  /** Only tasks of this kind. */
  @ApiPropertyOptional({ example: 'course_import' })
  @IsOptional()
  @Matches(/^[a-z][a-z0-9_]{0,63}$/, { message: 'kind must be a name such as course_import' })
  readonly kind?: string;

  /** Only tasks in this state. */
  @ApiPropertyOptional({ enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  readonly state?: TaskState;

  /** Only tasks of this course. */
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsOptional()
  @IsCourseKey()
  readonly course?: string;

  /** The same as `course`. */
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IsOptional()
  @IsCourseKey()
  readonly course_key?: string;

  /** Order of the results; without it and `ordering` the newest come first. */
  @ApiPropertyOptional({ enum: TASK_SORT_ORDERS })
  @IsOptional()
  @IsIn(TASK_SORT_ORDERS)
  readonly sort_order?: string;

  @taskOrderings.Ordering()
  readonly ordering?: string;
}
