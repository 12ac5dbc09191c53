import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';

/** Levels of a tree: a number, or `all`. */
export const DEPTH = /^(?:\d{1,3}|all)$/;

/** Declares a `depth` parameter. */
export const Depth = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, example: '2', description }),
    IsOptional(),
    Matches(DEPTH, { message: 'depth must be a whole number from 0 to 999, or "all"' }),
  );

/** How a tree is shown (SPEC R-4); shared by every resource that has one. */
export class TreeQuery extends ShapeQuery {
  /** `dict`: blocks by usage key; `list`: blocks as a list, each parent before its children. */
  @ApiPropertyOptional({ enum: ['dict', 'list'], default: 'dict' })
  @IsOptional()
  @IsIn(['dict', 'list'])
  readonly return_type?: 'dict' | 'list';

  /** Only blocks of these types, comma-separated. */
  @ApiPropertyOptional({ example: 'video,problem' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly block_types_filter?: string;

  /** Types whose number below each block is added to it as `block_counts`, comma-separated. */
  @ApiPropertyOptional({ example: 'video' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly block_counts?: string;
}
