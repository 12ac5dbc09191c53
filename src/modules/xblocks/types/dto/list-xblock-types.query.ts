import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import type { BlockKind } from '../../../content/index.js';
import { xblockTypeCollection } from '../xblock-types.collection.js';
import { BLOCK_KINDS } from './xblock-type.response.js';

/** Which types to list. */
export class ListXblockTypesQuery extends xblockTypeCollection.Query {
  /** Only types of this kind. */
  @ApiPropertyOptional({ enum: BLOCK_KINDS })
  @IsOptional()
  @IsIn(BLOCK_KINDS)
  readonly kind?: BlockKind;

  /** Only types that may stand in a block of this type. */
  @ApiPropertyOptional({ example: 'vertical' })
  @IsOptional()
  @MaxLength(100)
  @Matches(/^[\w.:~-]+$/, { message: 'parent must be a block type such as vertical' })
  readonly parent?: string;
}
