import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
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
  @IsObject()
  readonly fields?: JsonObject;

  /** Why, for the history. */
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly message?: string | null;
}
