import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { CourseReference } from '../../../common/hypermedia/references.response.js';
import { type BlockChange, changeCounts, type ChangeCounts, type CourseVersion } from '../../content/index.js';
import { BlockChangeResponse } from './block-change.response.js';
import { ChangeCountsResponse } from './change-counts.response.js';

/** Most blocks that a list of changes names; what is longer is counted, and told in full by a comparison of versions. */
export const MAX_TOLD_CHANGES = 100;

/** What a write would change, told and not done. */
export class ContentChangesResponse {
  /** The course run. */
  readonly course: CourseReference;

  /** Branch that would be written to. */
  @ApiProperty({ example: 'draft' })
  readonly branch: string;

  /** Version that it is at: what follows would be true of this one. */
  @ApiProperty({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  readonly version: string;

  /** Block by block, 100 at most; the counts are of all. */
  @ApiProperty({ type: [BlockChangeResponse], maxItems: MAX_TOLD_CHANGES })
  readonly changes: BlockChangeResponse[];

  /** How many blocks of each kind: `added`, `removed`, `moved`, `reordered`, `changed`, and in all. */
  readonly counts: ChangeCountsResponse;

  static from(head: CourseVersion, changes: readonly BlockChange[], urls: ApiUrls): ContentChangesResponse {
    const address = head.courseKey.forBranch(head.branch);
    return {
      course: CourseReference.from(address, urls),
      branch: head.branch,
      version: head.guid,
      ...told(changes, { before: address, after: address }, urls),
    };
  }
}

/** A bounded list of changes with the counts of all of them. */
export function told(
  changes: readonly BlockChange[],
  address: Parameters<typeof BlockChangeResponse.from>[1],
  urls: ApiUrls,
): { changes: BlockChangeResponse[]; counts: ChangeCounts } {
  return {
    changes: changes.slice(0, MAX_TOLD_CHANGES).map((change) => BlockChangeResponse.from(change, address, urls)),
    counts: changeCounts(changes),
  };
}
