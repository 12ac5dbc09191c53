import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { BlockReference } from '../../../common/hypermedia/references.response.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import {
  type BlockChange,
  type BlockPlace,
  CHANGE_KINDS,
  type ChangeKind,
  fieldChanges,
  type JsonValue,
  typeOf,
  usageKeyOf,
} from '../../content/index.js';
import { displayName } from '../../courses/index.js';
import { ANY_JSON } from './any-json.js';

/** A place in the tree. */
export class BlockPlaceResponse {
  /** The block that holds it. */
  readonly parent: BlockReference;

  /** Its 0-based place among its siblings. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly position: number;
}

/** A field before and after. */
export class FieldChangeResponse {
  /** Own value before; null where there was none. */
  @ApiProperty({ oneOf: ANY_JSON })
  readonly before: JsonValue;

  /** Own value after; null where there is none. */
  @ApiProperty({ oneOf: ANY_JSON })
  readonly after: JsonValue;
}

/** What happened, or would happen, to one block (SPEC C-6; ADR 0022). */
@ApiExtraModels(FieldChangeResponse)
export class BlockChangeResponse {
  /** Usage key, without branch and version. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  readonly id: string;

  /** The block at the state in which it is there. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;

  /** Block type. */
  @ApiProperty({ example: 'html' })
  readonly type: string;

  /** Name for people, after the change where it is still there. */
  readonly display_name: string;

  /** What happened: `moved` is another parent, `reordered` another order of its children, `changed` other fields. */
  @ApiProperty({ enum: CHANGE_KINDS, isArray: true })
  readonly changes: readonly ChangeKind[];

  /** Where it stood; absent where it stands where it stood, was not there, or has no parent. */
  @ApiPropertyOptional({ type: BlockPlaceResponse })
  readonly from?: BlockPlaceResponse;

  /** Where it stands now; absent likewise. */
  @ApiPropertyOptional({ type: BlockPlaceResponse })
  readonly to?: BlockPlaceResponse;

  /** The own fields that differ, by name. Only for blocks that are there before and after. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { $ref: getSchemaPath(FieldChangeResponse) } })
  readonly fields?: Record<string, FieldChangeResponse>;

  /**
   * @param address the course with the branch or version under which the block is to be read; of a removed one, that before
   */
  static from(
    change: BlockChange,
    address: { before: CourseKey; after: CourseKey },
    urls: ApiUrls,
  ): BlockChangeResponse {
    const { block, kinds } = change;
    const key = usageKeyOf(kinds.includes('removed') ? address.before : address.after, block);
    const place = (at: BlockPlace | null, side: CourseKey) =>
      at && { parent: BlockReference.from(usageKeyOf(side, at.parent), urls), position: at.position };
    const isPlaced = ['added', 'removed', 'moved'].some((kind) => kinds.includes(kind as ChangeKind));
    const from = isPlaced ? place(change.from, address.before) : null;
    const to = isPlaced ? place(change.to, address.after) : null;
    return {
      id: key.forBranch(null).forVersion(null).toString(),
      url: urls.xblock(key),
      type: typeOf(block),
      display_name: displayName({ block, type: typeOf(block), displayName: change.displayName }),
      changes: kinds,
      ...(from && { from }),
      ...(to && { to }),
      ...(kinds.includes('changed') && { fields: fieldChanges(change) }),
    };
  }
}
