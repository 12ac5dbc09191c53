import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Expandable } from '../../../common/hypermedia/expandable.js';
import { type Read, READING, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Unsent } from '../../../common/hypermedia/unsent.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { CHANGE_KINDS, type ChangeKind, DRAFT, PUBLISHED, typeOf, usageKeyOf } from '../../content/index.js';
import { displayName } from '../../courses/index.js';
import {
  BlockChangeResponse,
  BlockPlaceResponse,
  ChangeCountsResponse,
  FieldChangeResponse,
} from '../../xblocks/index.js';
import type { UnpublishedChange } from '../unpublished-change.js';

/** A block whose draft is not what is published (SPEC C-5). */
export class UnpublishedChangeSummaryResponse extends ResourceResponse {
  /** Usage key, without branch and version. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @Minimal()
  readonly id: string;

  /** The block: its draft, or what is published of it where the draft has it no more. */
  @Expandable('block')
  @Shown()
  readonly block: BlockReference;

  /** The course run. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** Block type. */
  @ApiProperty({ example: 'html' })
  @Minimal()
  readonly type: string;

  /** Name for people, of the draft where the block is still there. */
  @Minimal()
  readonly display_name: string;

  /** What happened to the very block since it was published; empty where only blocks below it changed. */
  @ApiProperty({ enum: CHANGE_KINDS, isArray: true })
  @Minimal()
  readonly changes: readonly ChangeKind[];

  /** Where it stands as published; absent where it stands where it stood, was not there, or has no parent. */
  @ApiPropertyOptional({ type: BlockPlaceResponse })
  @Shown()
  readonly from?: BlockPlaceResponse;

  /** Where it stands in the draft; absent likewise. */
  @ApiPropertyOptional({ type: BlockPlaceResponse })
  @Shown()
  readonly to?: BlockPlaceResponse;

  /** Its own fields that differ, by name: as published, and in the draft. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { $ref: getSchemaPath(FieldChangeResponse) } })
  @Shown()
  readonly fields?: Record<string, FieldChangeResponse>;

  static from(this: void, item: UnpublishedChange, urls: ApiUrls): Unlinked<UnpublishedChangeSummaryResponse> & Read {
    const { course, access, block, change } = item;
    const [before, after] = [course.forBranch(PUBLISHED), course.forBranch(DRAFT)];
    const isGone = change?.kinds.includes('removed') === true;
    const { from, to, fields } = change ? BlockChangeResponse.from(change, { before, after }, urls) : {};
    return {
      [READING]: { address: course, access },
      ...unpublishedChangeOf.with(item),
      id: usageKeyOf(course, block).toString(),
      block: BlockReference.from(usageKeyOf(isGone ? before : after, block), urls),
      course: CourseReference.from(course, urls),
      type: typeOf(block),
      display_name: displayName({ block, type: typeOf(block), displayName: item.displayName }),
      changes: change?.kinds ?? [],
      ...(from && { from }),
      ...(to && { to }),
      ...(fields && { fields }),
    };
  }
}

/** The same, with what changed below the block. */
export class UnpublishedChangeResponse extends UnpublishedChangeSummaryResponse {
  /** How many blocks changed, this one and those below it. */
  @ApiProperty({ type: ChangeCountsResponse })
  @Minimal()
  readonly counts: ChangeCountsResponse;

  static override from(this: void, item: UnpublishedChange, urls: ApiUrls): Unlinked<UnpublishedChangeResponse> & Read {
    return { ...UnpublishedChangeSummaryResponse.from(item, urls), counts: item.counts! };
  }
}

export const unpublishedChangeOf = new Unsent<UnpublishedChange>('UnpublishedChangeSummaryResponse.from');
