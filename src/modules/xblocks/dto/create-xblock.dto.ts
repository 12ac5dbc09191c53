import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsFields } from './is-fields.js';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsCourseKey, IsUsageKey } from '../../../common/validation/is-key.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { DryRun, Message } from '../../../common/validation/write-members.js';
import { type JsonObject, MAX_BLOCK_ID, MAX_BLOCK_TYPE } from '../../content/index.js';

/** A new block among the children of the block whose address it is sent to; or a copy of another one. */
export class CreateChildDto {
  /** Block type, as the catalogue of block types has it; a type that is not known there is kept as it comes. Required, unless `source` is given. */
  @ApiPropertyOptional({ example: 'html' })
  @IfPresent()
  @IsStorableText({ min: 1, max: MAX_BLOCK_TYPE })
  readonly type?: string;

  /** Usage key of a block, in any course whose drafts you read: it is copied with everything below it. In place of `type` and `fields`. */
  @ApiPropertyOptional({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @IfPresent()
  @IsUsageKey()
  readonly source?: string;

  /** Last part of its usage key: letters, digits and any of `_-~.:`. Absent or null: 32 random hexadecimal digits. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'high_water' })
  @IsOptional()
  @IsStorableText({ min: 1, max: MAX_BLOCK_ID })
  readonly block_id?: string | null;

  /** Name for people; absent or null: the type's usual one, and of a copy the source's. */
  @ApiPropertyOptional({ type: String, nullable: true, example: 'High water' })
  @IsOptional()
  @IsStorableText({ max: 1000 })
  readonly display_name?: string | null;

  /** Its place among its siblings; the first is 0. Absent or null: after all of them. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0, example: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly position?: number | null;

  /** Own fields by name, content and settings alike. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { data: '<p>The tide turns.</p>' } })
  @IfPresent()
  @IsFields()
  readonly fields?: JsonObject;

  @Message()
  readonly message?: string | null;

  @DryRun()
  readonly dry_run?: boolean;
}

/** A new block, or a copy. */
export class CreateXblockDto extends CreateChildDto {
  /** Usage key of the block that is to hold it; may name a branch, at first the draft. */
  @ApiPropertyOptional({ example: 'block-v1:Courseware+Tides101+2026+type@course+block@course' })
  @IfPresent()
  @IsUsageKey()
  readonly parent?: string;

  /** In place of `parent`, for what stands beside the tree: `about`, `course_info`, `static_tab`, `custom_tag_template`. May name a branch. */
  @ApiPropertyOptional({ example: 'course-v1:Courseware+Tides101+2026' })
  @IfPresent()
  @IsCourseKey({ run: true })
  readonly course?: string;
}
