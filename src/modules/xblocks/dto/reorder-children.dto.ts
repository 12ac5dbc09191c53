import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { IsUsageKey } from '../../../common/validation/is-key.js';
import { DryRun, Message } from '../../../common/validation/write-members.js';

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

  @Message()
  readonly message?: string | null;

  @DryRun()
  readonly dry_run?: boolean;
}
