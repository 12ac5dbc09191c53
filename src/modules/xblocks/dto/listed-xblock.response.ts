import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin } from '../../../common/hypermedia/expandable.js';
import { type Read, READING, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { idOf, typeOf, usageKeyOf } from '../../content/index.js';
import { displayName } from '../../courses/index.js';
import type { ListedXblock } from '../xblock-lists.service.js';
import { BlockEditResponse } from './xblock.response.js';

/** When, by whom and by which version a block was taken away. */
export class BlockDeletionResponse extends EditResponse {
  /** Version of the branch that was the first without it. */
  @Shown()
  readonly version: string;

  /** Version of the branch that was the last to have it: to read it as it was, and to restore it from. */
  @Shown()
  readonly last_version: string;
}

const STATES = ['current', 'behind', 'gone'] as const;

/** Where a block of a list comes from. */
export class ListedUpstreamResponse {
  /** The block that it follows; null where the setting names nothing that a block here could follow. */
  @Expandable('block', { nullable: true })
  @Shown()
  readonly source: BlockReference | null;

  /** Version of the source's course that it is level with; null where nobody has said. */
  @ApiProperty({ type: String, nullable: true, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Shown()
  readonly version: string | null;

  /** Of the very block: what is below it has states of its own. `gone` says what it says at the block's `upstream/`. */
  @ApiProperty({ enum: STATES })
  @Shown()
  readonly state: (typeof STATES)[number];

  /** What an update would do. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;
}

/** A block in a list of blocks of a course. */
export class ListedXblockResponse extends ResourceResponse {
  /** Usage key, without branch and version. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @Minimal()
  readonly id: string;

  /** Last part of the usage key. */
  @Shown()
  readonly block_id: string;

  /** Block type. */
  @ApiProperty({ example: 'html' })
  @Minimal()
  readonly type: string;

  /** Name for people. */
  @Minimal()
  readonly display_name: string;

  /** The course run that it belongs to. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** The block that holds it; null for the course block and for what stands beside the tree. */
  @Expandable('block', { nullable: true })
  @Shown()
  readonly parent: BlockReference | null;

  /** Last change of the block itself. */
  @ExpandableWithin(() => BlockEditResponse)
  @Shown()
  readonly edited: BlockEditResponse;

  /** When it was taken away. Only in lists of deleted blocks. */
  @ExpandableWithin(() => BlockDeletionResponse)
  @ApiPropertyOptional({ type: BlockDeletionResponse })
  @Shown()
  readonly deleted?: BlockDeletionResponse;

  /** Where it was copied from. Only in lists that ask for it by `upstream`. */
  @ExpandableWithin(() => ListedUpstreamResponse)
  @ApiPropertyOptional({ type: ListedUpstreamResponse })
  @Shown()
  readonly upstream?: ListedUpstreamResponse;

  static from(
    { row, address, access, isDeleted, upstream }: ListedXblock,
    urls: ApiUrls,
  ): Unlinked<ListedXblockResponse> & Read {
    const type = typeOf(row.block);
    const shown = isDeleted && row.lastVersion !== null ? address.forBranch(null).forVersion(row.lastVersion) : address;
    return {
      [READING]: { address: shown, access },
      id: usageKeyOf(address.forBranch(null), row.block).toString(),
      block_id: idOf(row.block),
      type,
      display_name: displayName({ block: row.block, type, displayName: row.displayName }),
      course: CourseReference.from(address, urls),
      parent: row.parent === null ? null : BlockReference.from(usageKeyOf(shown, row.parent), urls),
      edited: { ...EditResponse.from({ by: row.editedBy, on: row.editedOn }, urls), version: row.edited },
      ...(isDeleted && {
        deleted: {
          ...EditResponse.from({ by: row.deletedBy, on: row.deletedOn! }, urls),
          version: row.deletedIn!,
          last_version: row.lastVersion!,
        },
      }),
      ...(upstream && {
        upstream: {
          source: upstream.link && BlockReference.from(upstream.link.source, urls),
          version: upstream.link?.version ?? null,
          state: upstream.state,
          url: urls.upstream(usageKeyOf(shown, row.block)),
        },
      }),
    };
  }
}
