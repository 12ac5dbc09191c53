import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { CHANGE_KINDS, type ChangeKind } from '../../content/index.js';
import { BRANCH_NAME } from '../branch-name.pipe.js';
import { comparisonCollection } from '../comparison.collection.js';

const SIDE = 'must be a version (24 hexadecimal digits) or the name of a branch';

/** What to compare, and which of what differs to list. */
export class CompareQuery extends comparisonCollection.Query {
  /** A version or a branch: the state before. */
  @ApiPropertyOptional({ default: 'published', example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @IsOptional()
  @Matches(BRANCH_NAME, { message: `base ${SIDE}` })
  readonly base?: string;

  /** A version or a branch: the state after. */
  @ApiPropertyOptional({ default: 'draft', example: 'draft' })
  @IsOptional()
  @Matches(BRANCH_NAME, { message: `head ${SIDE}` })
  readonly head?: string;

  /** Only blocks to which this happened. */
  @ApiPropertyOptional({ enum: CHANGE_KINDS })
  @IsOptional()
  @IsIn(CHANGE_KINDS)
  readonly change?: ChangeKind;

  /** Only blocks of this type. */
  @ApiPropertyOptional({ example: 'problem' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly type?: string;
}
