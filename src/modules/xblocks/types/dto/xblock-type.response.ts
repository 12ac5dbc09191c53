import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ResourceResponse, type Unlinked } from '../../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../../common/hypermedia/shape.js';
import {
  type BlockKind,
  type BlockTypeDeclaration,
  blockType,
  type FieldDeclaration,
  fieldsOf,
  fieldsSchema,
  type FieldScope,
  type FieldType,
  type JsonObject,
  type JsonValue,
  knownBlockTypes,
  mayContain,
} from '../../../content/index.js';
import { ANY_JSON } from '../../dto/any-json.js';

export const BLOCK_KINDS = ['container', 'leaf', 'detached'] as const satisfies readonly BlockKind[];

/** One field that blocks of a type have. */
export class XblockFieldResponse {
  /** Name, as in `fields` of a block. */
  @Shown()
  readonly name: string;

  /** Title for people. */
  @Shown()
  readonly display_name: string;

  /** What it is for. */
  @Shown()
  readonly help: string;

  /** `content`: part of the definition, which copies share; `settings`: of the one block. */
  @ApiProperty({ enum: ['content', 'settings'] })
  @Shown()
  readonly scope: FieldScope;

  /** As the XBlock library names its field classes: `string`, `date`, `reference_list` and so on. */
  @ApiProperty({ type: String, example: 'string' })
  @Shown()
  readonly type: FieldType;

  /** What it amounts to where neither the block nor an ancestor sets it. */
  @ApiProperty({ oneOf: ANY_JSON })
  @Shown()
  readonly default: JsonValue;

  /** The only values that it may have. */
  @ApiPropertyOptional({ type: 'array', items: { oneOf: ANY_JSON } })
  @Shown()
  readonly values?: readonly JsonValue[];

  /** Smallest number. */
  @ApiPropertyOptional()
  @Shown()
  readonly minimum?: number;

  /** Whether a block without a value of its own takes its nearest ancestor's. */
  @Shown()
  readonly inheritable: boolean;

  /** Kept for old courses; nothing new should set it. */
  @Shown()
  readonly deprecated: boolean;

  static from(field: FieldDeclaration): XblockFieldResponse {
    const { name, displayName, help, scope, type, values, minimum, inheritable = false, deprecated = false } = field;
    return {
      name,
      display_name: displayName,
      help,
      scope,
      type,
      default: field.default,
      ...(values && { values }),
      ...(minimum !== undefined && { minimum }),
      inheritable,
      deprecated,
    };
  }
}

/** A type of blocks in the list of all types. */
export class XblockTypeSummaryResponse extends ResourceResponse {
  /** Its name, as in usage keys. */
  @ApiProperty({ example: 'html' })
  @Minimal()
  readonly type: string;

  /** Its name for people. */
  @ApiProperty({ example: 'Text' })
  @Minimal()
  readonly title: string;

  /** `container`: has child blocks; `leaf`: has none; `detached`: stands beside the tree. */
  @ApiProperty({ enum: BLOCK_KINDS })
  @Minimal()
  readonly kind: BlockKind;

  /** The types that an author may put into it. */
  @ApiProperty({ type: [String] })
  @Shown()
  readonly allowed_children: string[];

  /** Whether it takes blocks of types that are not in this catalogue as well. */
  @Shown()
  readonly allows_unknown_children: boolean;

  /** The types into which an author may put it. */
  @ApiProperty({ type: [String] })
  @Shown()
  readonly allowed_parents: string[];

  static summaryOf({ type, title, kind, childTypes }: BlockTypeDeclaration): Unlinked<XblockTypeSummaryResponse> {
    const names = knownBlockTypes().map((each) => each.type);
    return {
      type,
      title,
      kind,
      allowed_children: names.filter((child) => mayContain(type, child)),
      allows_unknown_children: childTypes === 'any',
      allowed_parents: names.filter((parent) => mayContain(parent, type)),
    };
  }
}

/** A type of blocks with its fields. */
export class XblockTypeResponse extends XblockTypeSummaryResponse {
  /** The fields of its blocks: its own, then those of every block. */
  @ApiProperty({ type: [XblockFieldResponse] })
  @Shown()
  readonly fields: XblockFieldResponse[];

  /** JSON Schema (2020-12) of a block's `fields`, for checking them before they are sent. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @Shown()
  readonly schema: JsonObject;

  static of(type: string): Unlinked<XblockTypeResponse> {
    return {
      ...XblockTypeSummaryResponse.summaryOf(blockType(type)),
      fields: fieldsOf(type).map((field) => XblockFieldResponse.from(field)),
      schema: fieldsSchema(type),
    };
  }
}
