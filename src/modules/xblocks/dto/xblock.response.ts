import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { type Read, READING, type Reading, ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin, NotExpandable } from '../../../common/hypermedia/expandable.js';
import {
  BlockReference,
  CourseReference,
  DefinitionReference,
} from '../../../common/hypermedia/references.response.js';
import { Minimal, OnRequest, Shown } from '../../../common/hypermedia/shape.js';
import { type CourseKey, DefinitionKey } from '../../../common/opaque-keys/index.js';
import {
  type BlockRecord,
  type CourseVersion,
  effectiveFields,
  idOf,
  inheritedFields,
  type JsonObject,
  type JsonValue,
  ownFields,
  type TreeNode,
  typeOf,
  usageKeyOf,
} from '../../content/index.js';
import { fieldsForLearners } from '../../access/index.js';
import { ANY_JSON } from './any-json.js';
import { ContentChangesResponse } from './content-changes.response.js';
import { XblockCopyResponse } from './xblock-copy.response.js';
import { displayName, TreeBlockResponse, type TreeResponse } from '../../courses/index.js';

/** A value that a block takes from an ancestor. */
export class InheritedValueResponse {
  /** The value. */
  @ApiProperty({ oneOf: ANY_JSON })
  readonly value: JsonValue;

  /** The block that sets it. */
  readonly from: BlockReference;
}

/** A block as a member of its parent's children: its place and its name. */
export class XblockSummaryResponse extends ResourceResponse {
  /** Usage key, without branch and version: the block's name for good. */
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

  /** Name for people; made from the type or the id when the author gave none. */
  @Minimal()
  readonly display_name: string;

  /** The children in their order. */
  @NotExpandable('a block may have any number of children. Follow children_url, which has pages, or ask with depth=1.')
  @Minimal()
  readonly children: BlockReference[];

  static fromNode(
    node: Pick<TreeNode, 'block' | 'type' | 'displayName'>,
    children: readonly string[],
    reading: Reading,
    urls: ApiUrls,
  ): Unlinked<XblockSummaryResponse> & Read {
    const { address } = reading;
    return {
      [READING]: reading,
      id: usageKeyOf(plain(address), node.block).toString(),
      block_id: idOf(node.block),
      type: node.type,
      display_name: displayName(node),
      children: children.map((child) => BlockReference.from(usageKeyOf(address, child), urls)),
    };
  }
}

/** Last change of a block itself. */
export class BlockEditResponse extends EditResponse {
  /** Version of the course that it made. `If-Match` on a block is about this one: others may write to other blocks. */
  @Shown()
  readonly version: string;
}

/** One block with its content (SPEC section 13). */
@ApiExtraModels(TreeBlockResponse, InheritedValueResponse)
export class XblockResponse extends XblockSummaryResponse {
  /** The course run that it belongs to. */
  @Expandable('course')
  @Shown()
  readonly course: CourseReference;

  /** The block that holds it; null for the course block and for detached blocks (about, updates, pages). */
  @Expandable('block', { nullable: true })
  @Shown()
  readonly parent: BlockReference | null;

  /** The children with their names, as pages. */
  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly children_url: string;

  /** Branch that was read. */
  @Shown()
  readonly branch: string;

  /** Version of the course that was read: 24 hexadecimal digits. */
  @Shown()
  readonly version: string;

  /** Its content, apart from the course. */
  @Expandable('definition')
  @Shown()
  readonly definition: DefinitionReference;

  /** Own fields: what the author set on this very block, content and settings. HTML is as the author wrote it: treat it as untrusted. Answers and secrets (of a problem `data` and `markdown`; of a type that is not known here everything but what all blocks have) are for the course team: absent for others, here, in `inherited` and in `effective`. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @Shown()
  readonly fields: JsonObject;

  /** Inherited fields: name → value and the ancestor that sets it. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(InheritedValueResponse) } })
  @Shown()
  readonly inherited: Record<string, InheritedValueResponse>;

  /** What each field is worth in the end: own, else inherited, else the type's default. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @OnRequest()
  readonly effective: JsonObject;

  /** Last change of the block itself. */
  @ExpandableWithin(() => BlockEditResponse)
  @Shown()
  readonly edited: BlockEditResponse;

  /** When this state was published; null while the block is not published. Absent at a fixed version, which knows nothing of today. */
  @ExpandableWithin(() => EditResponse)
  @ApiPropertyOptional({ nullable: true, type: EditResponse })
  @Shown()
  readonly published?: EditResponse | null;

  /** Whether the draft of this block, or of anything below it, differs from what is published. Absent at a fixed version. */
  @ApiPropertyOptional()
  @Shown()
  readonly has_unpublished_changes?: boolean;

  /** Root of the subtree: this block's usage key. Only with `depth`. */
  @ApiPropertyOptional()
  @Minimal()
  readonly root?: string;

  /** The subtree, flat, this block included. Only with `depth`. */
  @ApiPropertyOptional({
    oneOf: [
      { type: 'object', additionalProperties: { $ref: getSchemaPath(TreeBlockResponse) } },
      { type: 'array', items: { $ref: getSchemaPath(TreeBlockResponse) } },
    ],
  })
  @Minimal()
  readonly blocks?: Record<string, TreeBlockResponse> | TreeBlockResponse[];

  /** What would change. Only in the answer to a write with `dry_run`. */
  @ApiPropertyOptional({ type: () => ContentChangesResponse })
  @Shown()
  readonly preview?: ContentChangesResponse;

  /** What it is a copy of. Only in the answer to the request that made it. */
  @ApiPropertyOptional({ type: XblockCopyResponse })
  @Shown()
  readonly copy?: XblockCopyResponse;

  static from(
    record: BlockRecord,
    version: CourseVersion,
    reading: Reading,
    subtree: TreeResponse | null,
    urls: ApiUrls,
  ): Unlinked<XblockResponse> & Read {
    const { address } = reading;
    const type = typeOf(record.block);
    const shown = <Value extends object | JsonValue>(fields: Readonly<Record<string, Value>>) =>
      reading.access.readsDrafts ? fields : fieldsForLearners(type, fields);
    const inherited = Object.entries(shown(inheritedFields(record))).map(([name, { value, from }]) => [
      name,
      { value, from: BlockReference.from(usageKeyOf(address, from), urls) },
    ]);
    return {
      ...XblockSummaryResponse.fromNode({ ...record, type }, record.children, reading, urls),
      course: CourseReference.from(address, urls),
      parent: record.parent === null ? null : BlockReference.from(usageKeyOf(address, record.parent), urls),
      children_url: urls.children(usageKeyOf(address, record.block)),
      branch: version.branch,
      version: version.guid,
      definition: DefinitionReference.from(DefinitionKey.of(record.definition, type), urls, reading.access.readsDrafts),
      fields: shown(ownFields(record)),
      inherited: Object.fromEntries(inherited) as Record<string, InheritedValueResponse>,
      effective: shown(effectiveFields(record)),
      edited: { ...EditResponse.from(record.edited, urls), version: record.editedIn },
      // What can never change under its URL must not tell of today (SPEC R-12).
      ...(address.version === null && {
        published: record.published && EditResponse.from(record.published, urls),
        has_unpublished_changes: record.hasUnpublishedChanges,
      }),
      ...subtree,
    };
  }
}

function plain(address: CourseKey): CourseKey {
  return address.forBranch(null).forVersion(null);
}
