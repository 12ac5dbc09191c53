import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { NotExpandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import type { PageSummary } from '../../../common/hypermedia/returns.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { CourseKey, UsageKey } from '../../../common/opaque-keys/index.js';
import {
  type BlockChange,
  CHANGE_KINDS,
  type ChangeKind,
  type CourseVersion,
  usageKeyOf,
} from '../../content/index.js';
import {
  BlockChangeResponse,
  BlockPlaceResponse,
  ChangeCountsResponse,
  FieldChangeResponse,
} from '../../xblocks/index.js';
import type { ComparedBlock, ComparedVersions } from '../comparisons.service.js';
import { VersionReference } from './version-reference.response.js';

/** What the link builder must know of it. Under a symbol, so that it is never sent. */
export const COMPARED = Symbol('courseware:compared');

/** A block that differs between two versions; as in `changes` of a version (SPEC C-6). */
export class ComparedBlockResponse extends ResourceResponse implements BlockChangeResponse {
  /** Usage key, without branch and version. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @Minimal()
  readonly id: string;

  /** Block type. */
  @ApiProperty({ example: 'html' })
  @Minimal()
  readonly type: string;

  /** Name for people, after the change where it is still there. */
  @Minimal()
  readonly display_name: string;

  /** What happened: `moved` is another parent, `reordered` another order of its children, `changed` other fields. */
  @ApiProperty({ enum: CHANGE_KINDS, isArray: true })
  @Minimal()
  readonly changes: readonly ChangeKind[];

  /** Where it stood; absent where it stands where it stood, was not there, or has no parent. */
  @ApiPropertyOptional({ type: BlockPlaceResponse })
  @NotExpandable('a place is one of many. Follow its url.')
  @Shown()
  readonly from?: BlockPlaceResponse;

  /** Where it stands now; absent likewise. */
  @ApiPropertyOptional({ type: BlockPlaceResponse })
  @NotExpandable('a place is one of many. Follow its url.')
  @Shown()
  readonly to?: BlockPlaceResponse;

  /** The own fields that differ, by name. Only for blocks that are there before and after. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { $ref: getSchemaPath(FieldChangeResponse) } })
  @Shown()
  readonly fields?: Record<string, FieldChangeResponse>;

  static from(
    this: void,
    compared: ComparedBlock,
    urls: ApiUrls,
  ): Unlinked<ComparedBlockResponse> & { readonly [COMPARED]: ComparedBlock } {
    const { url: _, ...change } = BlockChangeResponse.from(compared.change, addressesOf(compared.compared), urls);
    return { [COMPARED]: compared, ...change };
  }
}

/** The course as each side has it: fixed versions, also where branches were asked for. */
export function addressesOf({ base, head }: ComparedVersions): { before: CourseKey; after: CourseKey } {
  const at = ({ courseKey, guid }: CourseVersion) => courseKey.forVersion(guid);
  return { before: at(base ?? head), after: at(head) };
}

/** The key of the block where it is there. */
export function comparedKey(response: object): { change: BlockChange; before: UsageKey; after: UsageKey } {
  const { change, compared } = (response as { [COMPARED]: ComparedBlock })[COMPARED];
  const { before, after } = addressesOf(compared);
  return { change, before: usageKeyOf(before, change.block), after: usageKeyOf(after, change.block) };
}

/** What the envelope of a comparison says beside its page. */
export const COMPARISON_SUMMARY: PageSummary = {
  models: [VersionReference, ChangeCountsResponse, FieldChangeResponse],
  properties: {
    base: {
      nullable: true,
      allOf: [{ $ref: getSchemaPath(VersionReference) }],
      description: 'The version before; null where nothing is published yet, so that everything counts as added.',
    },
    head: { allOf: [{ $ref: getSchemaPath(VersionReference) }], description: 'The version after.' },
    change_counts: {
      allOf: [{ $ref: getSchemaPath(ChangeCountsResponse) }],
      description: 'All that differs between the two, whatever is asked for of it.',
    },
  },
};

/** The same, filled in. */
export function comparisonSummary({ base, head, counts }: ComparedVersions, urls: ApiUrls): object {
  const reference = ({ guid, courseKey }: CourseVersion) => VersionReference.from(guid, courseKey.toString(), urls);
  return { base: base && reference(base), head: reference(head), change_counts: { ...counts } };
}
