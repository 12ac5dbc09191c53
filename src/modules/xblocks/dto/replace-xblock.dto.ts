import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsFields } from './is-fields.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { DryRun, Message } from '../../../common/validation/write-members.js';
import type { JsonObject } from '../../content/index.js';

/** A block's whole content: what is not here is cleared. Its place in the course and its children are not part of it. */
export class ReplaceXblockDto {
  /** Name for people; null or absent: the type's usual one. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'High water' })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly display_name?: string | null;

  /** All own fields by name, content and settings alike. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { data: '<p>The tide turns.</p>' } })
  @IsFields()
  readonly fields: JsonObject;

  @Message()
  readonly message?: string | null;

  @DryRun()
  readonly dry_run?: boolean;
}
