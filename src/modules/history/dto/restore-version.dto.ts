import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { DryRun, Message } from '../../../common/validation/write-members.js';
import { BRANCH_NAME } from '../branch-name.pipe.js';
import { VERSION_GUID } from '../version-guid.pipe.js';

/** Which state to restore, and why (SPEC section 13). */
export class RestoreVersionDto {
  /** The version that has the wanted state: 24 hexadecimal digits. */
  @ApiProperty({ pattern: VERSION_GUID.source, example: '6745f5a0c2b1d3e4f5a6b7c8' })
  @Matches(VERSION_GUID, { message: 'version must be the 24 hexadecimal digits of a version' })
  readonly version: string;

  @Message()
  readonly message?: string | null;

  /** The branch that gets the state: the draft, unless this or the key in the address names another. */
  @ApiPropertyOptional({ example: 'draft' })
  @IfPresent()
  @Matches(BRANCH_NAME, { message: 'branch must be the name of a branch, such as draft' })
  readonly branch?: string;

  @DryRun()
  readonly dry_run?: boolean;
}
