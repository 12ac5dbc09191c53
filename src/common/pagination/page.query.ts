import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ShapeQuery } from '../hypermedia/shape.query.js';

export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 10;
/** PostgreSQL's OFFSET is a bigint; far below that, a deep page costs more than it is worth. */
const MAX_PAGE = 1_000_000;

/** The parameters of every collection (SPEC section 1: zero-indexed pages). */
export class PageQuery extends ShapeQuery {
  /** Page number; the first page is 0. */
  @ApiPropertyOptional({ default: 0, minimum: 0 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(MAX_PAGE)
  readonly page: number = 0;

  /** Results on a page. */
  @ApiPropertyOptional({ default: DEFAULT_PAGE_SIZE, minimum: 1, maximum: MAX_PAGE_SIZE })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  readonly page_size: number = DEFAULT_PAGE_SIZE;
}
