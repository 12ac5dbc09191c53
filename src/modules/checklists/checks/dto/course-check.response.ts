import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { Expandable, NotExpandable } from '../../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import type { CourseKey } from '../../../../common/opaque-keys/index.js';
import { usageKeyOf } from '../../../content/index.js';
import { CHECK_IDS, CHECKS, SEVERITIES, type Severity } from '../check-ids.js';
import { type CheckResult, type Finding, MAX_FINDINGS } from '../check-result.js';
import type { CheckedCourse } from '../course-checks.service.js';

/** What the link builder must know of a check. Under a symbol, so that it is never sent. */
const CHECKED = Symbol('courseware:course-check');

interface Checked {
  readonly address: CourseKey;
  readonly state: string;
}

/** A block with which something is wrong. */
export class CheckedBlockResponse {
  /** Usage key. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  readonly id: string;

  /** Its name; null when its author gave none. */
  @ApiProperty({ type: String, nullable: true })
  readonly display_name: string | null;

  /** The block on the branch or at the version that was checked. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;
}

/** One thing that is not as it should be. */
export class FindingResponse {
  /** Where; null when it is about the course as a whole. */
  @ApiProperty({ type: CheckedBlockResponse, nullable: true })
  readonly block: CheckedBlockResponse | null;

  /** What, in a sentence. */
  @ApiProperty({ example: 'Nothing is in it.' })
  readonly detail: string;
}

/** What the service has looked for in a course, and found. */
export class CourseCheckResponse extends ResourceResponse {
  /** Which check it is. */
  @ApiProperty({ enum: CHECK_IDS })
  @Minimal()
  readonly id: string;

  /** The course run. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** `error`: learners meet it; `warning`: they probably will; `advice`: good courses have it. */
  @ApiProperty({ enum: SEVERITIES })
  @Minimal()
  readonly severity: Severity;

  /** What is so when the check passes. */
  @ApiProperty({ example: 'No unit is empty' })
  @Minimal()
  readonly title: string;

  /** Whether nothing was found. */
  @Minimal()
  readonly passed: boolean;

  /** How much was found. */
  @ApiProperty({ type: 'integer' })
  @Minimal()
  readonly count: number;

  /** What was found, in the order of the outline: the first hundred. */
  @ApiProperty({ type: [FindingResponse], maxItems: MAX_FINDINGS })
  @NotExpandable('Each finding has the url of its block.')
  @Shown()
  readonly findings: FindingResponse[];

  /** How much more was found than is listed. */
  @ApiProperty({ type: 'integer' })
  @Shown()
  readonly findings_not_listed: number;

  /** Figures: for edX’s checks by the names of its course validation, such as `sum_of_weights` and `has_start_date`. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { sum_of_weights: 1, has_grading_policy: true } })
  @Shown()
  readonly facts: object;

  /** Guid of the version that was looked at. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Minimal()
  readonly checked_version: string;

  static from(
    this: void,
    result: CheckResult,
    { version, state }: CheckedCourse,
    address: CourseKey,
    urls: ApiUrls,
  ): Unlinked<CourseCheckResponse> & { readonly [CHECKED]: Checked } {
    const { id, count, findings, facts } = result;
    // The draft's blocks are not what their keys alone name.
    const at = address.branch === null && address.version === null ? address.forBranch(version.branch) : address;
    return {
      [CHECKED]: { address, state },
      id,
      course: CourseReference.from(address, urls),
      severity: CHECKS[id].severity,
      title: CHECKS[id].title,
      passed: count === 0,
      count,
      findings: findings.map((each) => findingResponse(each, at, urls)),
      findings_not_listed: count - findings.length,
      facts,
      checked_version: version.guid,
    };
  }
}

/** @throws Error for a representation that {@link CourseCheckResponse.from} has not made */
export function checkedOf(response: object): Checked {
  const checked = (response as { [CHECKED]?: Checked })[CHECKED];
  if (!checked) throw new Error('A check is represented by CourseCheckResponse.from.');
  return checked;
}

function findingResponse({ block, displayName, detail }: Finding, address: CourseKey, urls: ApiUrls): FindingResponse {
  if (block === null) return { block, detail };
  const key = usageKeyOf(address, block);
  const id = String(usageKeyOf(address.withoutBranchAndVersion(), block));
  return { block: { id, display_name: displayName, url: urls.xblock(key) }, detail };
}
