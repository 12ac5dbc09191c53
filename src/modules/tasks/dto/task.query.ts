import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { CourseParameter, UserParameter } from '../../../common/pagination/key-parameters.js';
import type { TaskState } from '../task.entity.js';
import { taskCollection } from '../tasks.collection.js';

const STATES: readonly TaskState[] = ['pending', 'running', 'succeeded', 'failed', 'cancelled'];

/** Which tasks to list. */
export class TaskQuery extends taskCollection.Query {
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
  @CourseParameter('Only tasks of this course.')
  readonly course?: string;

  /** Only tasks that this account has started. */
  @UserParameter('Only tasks that this account has started.')
  readonly user?: string;
}
