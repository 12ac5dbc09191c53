import { ApiProperty } from '@nestjs/swagger';
import { Shown } from '../../../common/hypermedia/shape.js';

const COUNT = { type: 'integer', minimum: 0 } as const;

/** How many blocks differ, and how. A block may be moved, reordered and changed at once. */
export class ChangeCountsResponse {
  /** Blocks that differ at all. */
  @ApiProperty(COUNT)
  @Shown()
  readonly total: number;

  /** Blocks that are new. */
  @ApiProperty(COUNT)
  @Shown()
  readonly added: number;

  /** Blocks that are gone. */
  @ApiProperty(COUNT)
  @Shown()
  readonly removed: number;

  /** Blocks with another parent. */
  @ApiProperty(COUNT)
  @Shown()
  readonly moved: number;

  /** Blocks whose children stand in another order. */
  @ApiProperty(COUNT)
  @Shown()
  readonly reordered: number;

  /** Blocks with another name or other fields. */
  @ApiProperty(COUNT)
  @Shown()
  readonly changed: number;
}
