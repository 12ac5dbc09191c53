import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsUsageKey } from '../../../common/validation/is-key.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';

/** Most children that can be put into order at once; a single one of any number is moved by a PATCH of its `position`. */
export const MAX_REORDERED = 9000;

/** The children of a block in a new order. */
export class ReorderChildrenDto {
  /** Usage keys of all its children, each once, in their new order. */
  @ApiProperty({ type: [String], maxItems: MAX_REORDERED })
  @IsArray()
  @ArrayMaxSize(MAX_REORDERED)
  @IsUsageKey({ each: true })
  readonly children: string[];

  /** Why, for the history. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly message?: string | null;

  /** Only say what would change: 200, and nothing is written. */
  @ApiPropertyOptional({ default: false })
  @IfPresent()
  @IsBoolean()
  readonly dry_run?: boolean;
}
