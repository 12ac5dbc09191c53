import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { Unsent } from '../../../../common/hypermedia/unsent.js';
import { CourseKey } from '../../../../common/opaque-keys/index.js';
import type { BulkEnrollmentProblemEntity } from '../bulk-enrollment-problem.entity.js';
import { bulkProblemCollection } from '../bulk-problems.collection.js';

/** Of which task. */
export const taskOfProblem = new Unsent<string>('BulkProblemResponse.from');

/** A row of a bulk enrollment that could not be done. */
export class BulkProblemResponse extends ResourceResponse {
  /** Number of the row; the first is 1, in a CSV file the one after the header. */
  @ApiProperty({ type: 'integer', example: 17 })
  @Minimal()
  readonly row: number;

  /** Who, as it was sent. */
  @ApiProperty({ example: 'ada' })
  @Minimal()
  readonly identifier: string;

  /** The course run; null if the row named none. */
  @Expandable('course', { nullable: true })
  @Shown()
  readonly course: CourseReference | null;

  /** Stable name of what is wrong; each has its page at /api-docs/errors/. */
  @ApiProperty({ example: 'unknown_user' })
  @Minimal()
  readonly error_code: string;

  /** What is wrong and how to mend it; English. */
  @ApiProperty({ example: 'There is no such account, or it is disabled.' })
  @Shown()
  readonly developer_message: string;

  static from(this: void, problem: BulkEnrollmentProblemEntity, urls: ApiUrls): Unlinked<BulkProblemResponse> {
    const { courseKey } = problem;
    return {
      ...taskOfProblem.with(problem.taskId),
      row: problem.rowNumber,
      identifier: problem.identifier,
      course: courseKey === null ? null : CourseReference.from(CourseKey.parse(courseKey), urls),
      error_code: problem.errorCode,
      developer_message: problem.developerMessage,
    };
  }
}

/** Which problems to list. */
export class ListBulkProblemsQuery extends bulkProblemCollection.Query {}
