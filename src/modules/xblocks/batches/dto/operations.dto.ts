import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IfPresent } from '../../../../common/validation/if-present.js';
import { IsStorableText } from '../../../../common/validation/is-storable-text.js';
import { type JsonObject, MAX_BLOCK_ID, MAX_BLOCK_TYPE } from '../../../content/index.js';
import { IsFields } from '../../dto/is-fields.js';
import { IsBlock, IsRef } from './is-block.js';

export const OPERATIONS = ['create', 'update', 'move', 'copy', 'delete'] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** What every operation says: which it is. */
export class OperationDto {
  /** What is done. */
  @ApiProperty({ enum: OPERATIONS })
  @IsIn(OPERATIONS)
  readonly op: OperationName;
}

/** Members of what makes a block. */
abstract class MakingDto extends OperationDto {
  /** A name for the block within this batch: later operations write `#` and this name wherever a block's key may stand. */
  @IfPresent()
  @IsRef()
  readonly ref?: string;

  /** The block that is to hold it. Absent: it stands beside the tree, which only detached types do. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBlock()
  readonly parent?: string;

  /** Its place among its siblings; the first is 0. Absent or null: after all of them. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly position?: number | null;

  /** Last part of its usage key. Absent or null: one is made. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ min: 1, max: MAX_BLOCK_ID })
  readonly block_id?: string | null;

  /** Name for people. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly display_name?: string | null;
}

/** Makes a block, as `POST xblocks/` does. */
export class CreateOperationDto extends MakingDto {
  @ApiProperty({ enum: ['create'] })
  declare readonly op: 'create';

  /** Block type. */
  @ApiProperty({ example: 'html' })
  @IsStorableText({ min: 1, max: MAX_BLOCK_TYPE })
  readonly type: string;

  /** Own fields by name. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IfPresent()
  @IsFields()
  readonly fields?: JsonObject;
}

/** Copies a block with everything below it, as `POST xblocks/` with `source` does. */
export class CopyOperationDto extends MakingDto {
  @ApiProperty({ enum: ['copy'] })
  declare readonly op: 'copy';

  /** The block to copy, of any course whose drafts you read. */
  @IsBlock()
  readonly source: string;
}

/** Members of what changes a block that is there. */
abstract class ChangingDto extends OperationDto {
  /** The block, of this course. */
  @IsBlock()
  readonly usage_key: string;

  /** Version that the block has to be at before the batch: its `edited.version`, or its ETag. Otherwise nothing is done: 412. */
  @ApiPropertyOptional({ example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @IfPresent()
  @IsStorableText({ min: 1, max: 100 })
  readonly if_match?: string;
}

/** Changes fields of a block, as PATCH does. */
export class UpdateOperationDto extends ChangingDto {
  @ApiProperty({ enum: ['update'] })
  declare readonly op: 'update';

  /** Name for people; null: the type's usual one. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly display_name?: string | null;

  /** Own fields by name; null clears an own value. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IfPresent()
  @IsFields()
  readonly fields?: JsonObject;
}

/** Moves a block with everything below it, as PATCH of `parent` or `position` does. */
export class MoveOperationDto extends ChangingDto {
  @ApiProperty({ enum: ['move'] })
  declare readonly op: 'move';

  /** The block that is to hold it. Absent: it stays in its own. */
  @ApiPropertyOptional()
  @IfPresent()
  @IsBlock()
  readonly parent?: string;

  /** Its place among its siblings, not counting itself; the first is 0. Null: after all of them. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly position?: number | null;
}

/** Deletes a block with everything below it, as DELETE does. */
export class DeleteOperationDto extends ChangingDto {
  @ApiProperty({ enum: ['delete'] })
  declare readonly op: 'delete';
}

/** Every operation that there is. */
export type AnyOperationDto =
  CreateOperationDto | UpdateOperationDto | MoveOperationDto | CopyOperationDto | DeleteOperationDto;
