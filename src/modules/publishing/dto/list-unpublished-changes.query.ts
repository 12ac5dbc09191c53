import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { IsUsageKey } from '../../../common/validation/is-key.js';
import { CHANGE_KINDS, type ChangeKind } from '../../content/index.js';
import { unpublishedChangeCollection } from '../unpublished-changes.collection.js';

/** Which unpublished changes to list. */
export class ListUnpublishedChangesQuery extends unpublishedChangeCollection.Query {
  /** Only this block and those below it. */
  @ApiPropertyOptional({ example: 'block-v1:Courseware+Tides101+2026+type@chapter+block@tides' })
  @IsOptional()
  @IsUsageKey()
  readonly usage_key?: string;

  /** Only blocks to which this happened. */
  @ApiPropertyOptional({ enum: CHANGE_KINDS })
  @IsOptional()
  @IsIn(CHANGE_KINDS)
  readonly change?: ChangeKind;

  /** Only blocks of this type. */
  @ApiPropertyOptional({ example: 'problem' })
  @IsOptional()
  @Matches(/^[\w.-]{1,255}$/, { message: 'block_type must be the name of a block type, such as problem' })
  readonly block_type?: string;
}
