import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';

/** How much of a block to show as OLX. */
export class BlockOlxQuery extends ShapeQuery {
  /** 0: the children as pointers, as a PUT takes them; all: with everything in them. */
  @ApiPropertyOptional({ enum: ['0', 'all'], default: '0' })
  @IsOptional()
  @IsIn(['0', 'all'])
  readonly depth?: '0' | 'all';
}
