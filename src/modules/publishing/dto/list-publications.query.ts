import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { UserParameter } from '../../../common/pagination/key-parameters.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsUsageKey } from '../../../common/validation/is-key.js';
import { ACTIONS_TOLD } from '../publication.js';
import { publicationCollection } from '../publications.collection.js';

/** Which publications to list. */
export class ListPublicationsQuery extends publicationCollection.Query {
  /** Only those in which this very block came, went or became another. */
  @ApiPropertyOptional({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @IsOptional()
  @IsUsageKey()
  readonly usage_key?: string;

  /** Only what was published, taken off, or written to the published branch otherwise. */
  @ApiPropertyOptional({ enum: ACTIONS_TOLD })
  @IsOptional()
  @IsIn(ACTIONS_TOLD)
  readonly action?: string;

  /** Only what this account published. */
  @UserParameter('Only what this account published.')
  readonly user?: string;

  /** Only at this time or later. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  readonly from?: Date;

  /** Only before this time. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  readonly until?: Date;
}
