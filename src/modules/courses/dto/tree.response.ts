import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';

/** A block in a tree: its place and its name, not its content. */
export class TreeBlockResponse {
  /** Usage key. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@chapter+block@moon' })
  readonly id: string;

  /** Block type. */
  @ApiProperty({ example: 'chapter' })
  readonly type: string;

  /** Name for people; made from the type or the id when the author gave none. */
  readonly display_name: string;

  /** Usage keys of the children in their order. */
  readonly children: string[];

  /** The block itself. Absent in the minimal view. */
  @ApiPropertyOptional({ format: 'uri' })
  readonly url?: string;

  /** Where the children are, as pages: only on a block at which the tree was cut. */
  @ApiPropertyOptional({ format: 'uri' })
  readonly children_url?: string;

  /** How many blocks of each asked-for type are below this one. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'integer' } })
  readonly block_counts?: Record<string, number>;

  /** The block's own fields: only with `view=full` on a block's subtree. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  readonly fields?: object;
}

/** A tree as a flat object: the root's key, and the blocks (SPEC R-4; seeds/004). */
@ApiExtraModels(TreeBlockResponse)
export class TreeResponse {
  /** Usage key of the topmost block. */
  readonly root: string;

  /** The blocks by usage key, or as a list with `return_type=list`. */
  @ApiProperty({
    oneOf: [
      { type: 'object', additionalProperties: { $ref: getSchemaPath(TreeBlockResponse) } },
      { type: 'array', items: { $ref: getSchemaPath(TreeBlockResponse) } },
    ],
  })
  readonly blocks: Record<string, TreeBlockResponse> | TreeBlockResponse[];
}
