import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../../../common/hypermedia/api-urls.js';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { NotExpandable } from '../../../../common/hypermedia/expandable.js';
import { BlockReference, CourseReference } from '../../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import { usageKeyOf } from '../../../content/index.js';
import { BlockChangeResponse } from '../../dto/block-change.response.js';
import { ChangeCountsResponse } from '../../dto/change-counts.response.js';
import { MAX_TOLD_CHANGES, told } from '../../dto/content-changes.response.js';
import { XblockCopyResponse } from '../../dto/xblock-copy.response.js';
import type { BatchOutcome } from '../batches.service.js';
import { OPERATIONS, type OperationName } from './operations.dto.js';

const LATEST = 'it is the answer to a request that writes, which has no query.';

/** A version of the course, and where the history tells of it. */
export class CourseVersionReference {
  /** 24 hexadecimal digits. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly version: string;

  /** Where the history tells of it. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;
}

/** What one operation came to. */
export class OperationResultResponse {
  /** The operation. */
  @ApiProperty({ enum: OPERATIONS })
  @Shown()
  readonly op: OperationName;

  /** The name that the request gave the block. */
  @ApiPropertyOptional()
  @Shown()
  readonly ref?: string;

  /** The block that was made or changed; of one that was deleted, as it was before. */
  @NotExpandable(LATEST)
  @Shown()
  readonly block: BlockReference;

  /** What it is a copy of. */
  @ApiPropertyOptional({ type: XblockCopyResponse })
  @Shown()
  readonly copy?: XblockCopyResponse;
}

/** A batch that was carried out; its address is that of the version that it made. */
export class BatchResponse extends ResourceResponse {
  /** The course run. */
  @NotExpandable(LATEST)
  @Minimal()
  readonly course: CourseReference;

  /** Branch that was written to. */
  @ApiProperty({ example: 'draft' })
  @Minimal()
  readonly branch: string;

  /** The version that it made; of a batch that changes nothing and of a dry run, the one that was there. */
  @Minimal()
  readonly version: CourseVersionReference;

  /** One for each operation, in their order. */
  @ApiProperty({ type: [OperationResultResponse] })
  @Shown()
  readonly results: OperationResultResponse[];

  /** What has changed by all of it, block by block; 100 at most, the counts are of all. */
  @ApiProperty({ type: [BlockChangeResponse], maxItems: MAX_TOLD_CHANGES })
  @Shown()
  readonly changes: BlockChangeResponse[];

  /** How many blocks of each kind. */
  @Shown()
  readonly counts: ChangeCountsResponse;

  static from({ version, results, changes, before }: BatchOutcome, urls: ApiUrls): Unlinked<BatchResponse> {
    const address = version.courseKey.forBranch(version.branch);
    const removed = new Set(changes.filter(({ after }) => after === null).map(({ block }) => block));
    const sides = { before: version.courseKey.forVersion(before), after: address };
    return {
      course: CourseReference.from(address, urls),
      branch: version.branch,
      version: { version: version.guid, url: urls.version(version.courseKey, version.guid) },
      results: results.map(({ op, ref, block, copy }) => ({
        op,
        ...(ref !== undefined && { ref }),
        block: BlockReference.from(usageKeyOf(removed.has(block) ? sides.before : address, block), urls),
        ...(copy && { copy: XblockCopyResponse.from(copy, address, urls) }),
      })),
      ...told(changes, sides, urls),
    };
  }
}
