import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { UserParameter } from '../../../common/pagination/key-parameters.js';
import { IsInstant } from '../../../common/validation/is-instant.js';
import { IsUsageKey } from '../../../common/validation/is-key.js';
import { BRANCH_NAME } from '../branch-name.pipe.js';
import { versionCollection } from '../versions.collection.js';

/** Which versions of a block to list. */
export class ListBlockVersionsQuery extends versionCollection.Query {
  /** Only those that were made on this branch. */
  @ApiPropertyOptional({ example: 'draft' })
  @IsOptional()
  @Matches(BRANCH_NAME, { message: 'branch must be the name of a branch, such as draft' })
  readonly branch?: string;

  /** Only those that this account made. */
  @UserParameter('Only those that this account made.')
  readonly created_by?: string;

  /** Only those that were made after this time. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  readonly created_after?: Date;

  /** Only those that were made before this time. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @IsOptional()
  @IsInstant()
  readonly created_before?: Date;
}

/** Which versions of a course to list. */
export class ListVersionsQuery extends ListBlockVersionsQuery {
  /** Only those that changed this block of the course: its usage key. */
  @ApiPropertyOptional({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @IsOptional()
  @IsUsageKey()
  readonly block?: string;
}
