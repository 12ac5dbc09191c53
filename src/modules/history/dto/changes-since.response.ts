import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { BlockChangeResponse, ChangeCountsResponse } from '../../xblocks/index.js';
import type { Since } from '../changes-since.service.js';
import { courseAt } from '../version-view.js';
import { VersionReference } from './version-reference.response.js';

/** In a 412: what others have changed since the state that the writer had seen (SPEC C-8). */
export class ChangesSinceResponse {
  /** The version that the writer had seen. */
  readonly base: VersionReference;

  /** The one that is there. */
  readonly head: VersionReference;

  /** How many blocks differ. */
  readonly change_counts: ChangeCountsResponse;

  /** The first 20 of them; of a write to one block, that block. */
  @ApiProperty({ type: [BlockChangeResponse], maxItems: 20 })
  readonly changes: BlockChangeResponse[];

  /** All that differs between the two, as pages. */
  @ApiProperty({ format: 'uri' })
  readonly comparison: string;

  static from(since: Since, urls: ApiUrls): ChangesSinceResponse {
    const { base, head, counts, changes } = since;
    const address = { before: courseAt(base), after: courseAt(head) };
    return {
      base: VersionReference.from(base.guid, base.courseKey, urls),
      head: VersionReference.from(head.guid, head.courseKey, urls),
      change_counts: { ...counts },
      changes: changes.map((change) => BlockChangeResponse.from(change, address, urls)),
      comparison: urls.comparisons(head.courseKey, { base: base.guid, head: head.guid }),
    };
  }
}
