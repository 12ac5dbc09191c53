import { ApiProperty } from '@nestjs/swagger';
import type { ChangeKind } from '../../content/index.js';

/** How many blocks changed; one may count in several kinds. */
export class ChangeCountsResponse implements Readonly<Record<ChangeKind | 'total', number>> {
  /** Blocks that changed in any way. */
  @ApiProperty({ type: 'integer' })
  readonly total: number;

  /** Blocks that were not there before. */
  @ApiProperty({ type: 'integer' })
  readonly added: number;

  /** Blocks that are not there any more. */
  @ApiProperty({ type: 'integer' })
  readonly removed: number;

  /** Blocks with another parent. */
  @ApiProperty({ type: 'integer' })
  readonly moved: number;

  /** Blocks whose children stand in another order. */
  @ApiProperty({ type: 'integer' })
  readonly reordered: number;

  /** Blocks with other fields. */
  @ApiProperty({ type: 'integer' })
  readonly changed: number;
}
