import { ApiProperty } from '@nestjs/swagger';
import { ProblemResponse } from '../../../common/errors/problem.response.js';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { AccountReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { OwnedTask, OwnedTaskSummary } from '../owned-task.js';

/** How far a task is. */
export class TaskProgress {
  /** Units done. */
  @ApiProperty({ type: 'integer', example: 1200 })
  readonly done: number;

  /** Units in all; null while it is not known. */
  @ApiProperty({ type: 'integer', nullable: true, example: 2000 })
  readonly total: number | null;

  /** What is counted, for example blocks or bytes; it may change from one stage to the next. */
  @ApiProperty({ example: 'blocks' })
  readonly unit: string;
}

/** What the API says of a task in a list: everything but its result. */
export class TaskSummaryResponse extends ResourceResponse {
  /** UUID. */
  @ApiProperty({ format: 'uuid' })
  @Minimal()
  readonly id: string;

  /** What it does. */
  @ApiProperty({ example: 'course_import' })
  @Minimal()
  readonly kind: string;

  /** Where it stands. The last three are for good. */
  @ApiProperty({ enum: ['pending', 'running', 'succeeded', 'failed', 'cancelled'] })
  @Minimal()
  readonly state: string;

  /** The course that it works on, or null. */
  @Expandable('course', { nullable: true })
  @Shown()
  readonly course: CourseReference | null;

  /** Who started it; null when that account is gone. */
  @Expandable('account', { nullable: true })
  @Shown()
  readonly owner: AccountReference | null;

  /** How far it is. */
  @ApiProperty({ type: TaskProgress })
  @Minimal()
  readonly progress: TaskProgress;

  /** When it failed: why, as an error body; otherwise null. */
  @ApiProperty({ type: ProblemResponse, nullable: true })
  @Shown()
  readonly error: Omit<ProblemResponse, 'request_id'> | null;

  /** When it was asked for. */
  @ApiProperty({ format: 'date-time' })
  @Shown()
  readonly created: string;

  /** When its turn came; null before. */
  @ApiProperty({ format: 'date-time', nullable: true })
  @Shown()
  readonly started: string | null;

  /** When it ended; null before. */
  @ApiProperty({ format: 'date-time', nullable: true })
  @Shown()
  readonly finished: string | null;

  static from(this: void, task: OwnedTaskSummary, urls: ApiUrls): Unlinked<TaskSummaryResponse> {
    return {
      id: task.id,
      kind: task.kind,
      state: task.state,
      course: task.courseKey === null ? null : CourseReference.from(CourseKey.parse(task.courseKey), urls),
      owner: AccountReference.from(task.owner, urls),
      progress: { done: task.progressDone, total: task.progressTotal, unit: task.progressUnit },
      error: task.error as TaskSummaryResponse['error'],
      created: task.created.toISOString(),
      started: task.started?.toISOString() ?? null,
      finished: task.finished?.toISOString() ?? null,
    };
  }
}

/** What the API says of one task. */
export class TaskResponse extends TaskSummaryResponse {
  /** When it succeeded: what came of it, which depends on the kind; otherwise null. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  @Shown()
  readonly result: unknown;

  static override from(this: void, task: OwnedTask, urls: ApiUrls): Unlinked<TaskResponse> {
    return { ...TaskSummaryResponse.from(task, urls), result: task.result ?? null };
  }
}
