import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { type Read, READING, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { effectiveFields } from '../../content/index.js';
import type { CourseRoot } from '../course-roots.service.js';
import { type GradingPolicy, policyOf } from '../grading-policy.js';

/** One assignment type. */
export class GraderResponse {
  /** Its name, which sections name as their format. */
  @ApiProperty({ example: 'Homework' })
  readonly type: string;

  /** Short form for charts; null: the name. */
  @ApiProperty({ type: String, nullable: true, example: 'HW' })
  readonly short_label: string | null;

  /** How many of them there are. */
  @ApiProperty({ type: 'integer' })
  readonly min_count: number;

  /** How many of the weakest do not count. */
  @ApiProperty({ type: 'integer' })
  readonly drop_count: number;

  /** Share of the whole grade, from 0 to 1. */
  readonly weight: number;
}

/** How a course is graded. */
export class GradingPolicyResponse extends ResourceResponse {
  /** Which. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** Branch that was read. */
  @Shown()
  readonly branch: string;

  /** Version of the course that was read. */
  @Minimal()
  readonly version: string;

  /** The assignment types. */
  @ApiProperty({ type: [GraderResponse] })
  @Minimal()
  readonly graders: readonly GraderResponse[];

  /** The smallest score that earns each grade, from 0 to 1. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { Pass: 0.5 } })
  @Minimal()
  readonly grade_cutoffs: GradingPolicy['grade_cutoffs'];

  /** How long after the due date answers still count; null: not at all. */
  @ApiProperty({ type: String, nullable: true, example: '2 days 1 hours' })
  @Minimal()
  readonly grace_period: string | null;

  static from({ address, version, record, access }: CourseRoot, urls: ApiUrls): Unlinked<GradingPolicyResponse> & Read {
    return {
      [READING]: { address, access },
      course: CourseReference.from(address, urls),
      branch: version.branch,
      version: version.guid,
      ...policyOf(effectiveFields(record)),
    };
  }
}
