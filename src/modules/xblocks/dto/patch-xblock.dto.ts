import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsFields } from './is-fields.js';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsUsageKey } from '../../../common/validation/is-key.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { DryRun, Message } from '../../../common/validation/write-members.js';
import type { JsonObject } from '../../content/index.js';

/** What a merge patch of a block may hold (SPEC section 13). Absent: kept; null: cleared. */
export class PatchXblockDto {
  /** Name for people; null: the type's usual one. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'High water' })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly display_name?: string | null;

  /** Own fields by name, content and settings alike; null clears an own value, so that the inherited one or the default holds again. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { data: '<p>The tide turns.</p>' } })
  @IfPresent()
  @IsFields()
  readonly fields?: JsonObject;

  /** Usage key of the block that is to hold it: moves it there, with everything below it. A block of the same course and branch. */
  @ApiPropertyOptional({ example: 'block-v1:Courseware+Tides101+2026+type@vertical+block@tides' })
  @IfPresent()
  @IsUsageKey()
  readonly parent?: string;

  /** Its place among its siblings, not counting itself; the first is 0. Null, or absent beside another `parent`: after all of them. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0, example: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly position?: number | null;

  @Message()
  readonly message?: string | null;

  @DryRun()
  readonly dry_run?: boolean;
}
