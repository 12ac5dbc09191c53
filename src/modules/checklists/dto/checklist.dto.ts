import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { newId } from '../checklist-items.js';
import type { ChecklistInput, ChecklistPatch } from '../checklists.service.js';
import { CHECKLIST_ID, MAX_CHECKLISTS, MAX_ITEMS } from '../stored-checklist.js';
import { ChecklistItemDto, itemInputOf, PatchChecklistItemDto } from './checklist-item.dto.js';
import { IsItemMap, readItems } from './item-map.js';

const ITEM_IDS = { propertyNames: { pattern: CHECKLIST_ID.source }, maxProperties: MAX_ITEMS };

/** A whole checklist (SPEC section 13). */
@ApiExtraModels(ChecklistItemDto)
export class ReplaceChecklistDto {
  /** What the list is for. */
  @ApiProperty({ example: 'Before the course opens' })
  @IsStorableText({ min: 1, max: 500 })
  readonly short_description: string;

  /** Place among the lists of the course, from 0; null: at the end. Absent: at the end, or where the list is. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0, maximum: MAX_CHECKLISTS - 1 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_CHECKLISTS - 1)
  readonly position?: number | null;

  /** The items by their ids, of 1 to 64 letters, digits, `_` and `-`; or as a list, and they get ids. */
  @ApiPropertyOptional({
    oneOf: [
      { type: 'object', additionalProperties: { $ref: getSchemaPath(ChecklistItemDto) }, ...ITEM_IDS },
      { type: 'array', items: { $ref: getSchemaPath(ChecklistItemDto) }, maxItems: MAX_ITEMS },
    ],
    example: { dates: { short_description: 'Set the dates', action_url: 'SettingsDetails', action_text: 'Details' } },
  })
  @IfPresent()
  @IsItemMap(ChecklistItemDto, { list: true })
  readonly items?: ReadonlyMap<string, ChecklistItemDto> | readonly ChecklistItemDto[];
}

/** A new checklist. */
export class CreateChecklistDto extends ReplaceChecklistDto {
  /** Name of the list within the course, for its address; the service chooses one if there is none. Never changes. */
  @ApiPropertyOptional({ pattern: CHECKLIST_ID.source, example: 'before-opening' })
  @IfPresent()
  @Matches(CHECKLIST_ID, {
    message: '$property must have 1 to 64 letters, digits, "_" and "-", and begin with a letter or a digit',
  })
  readonly id?: string;
}

/** A merge patch of a checklist (RFC 7396): `{"items": {"dates": {"is_checked": true}}}` ticks one item, null removes it. */
@ApiExtraModels(PatchChecklistItemDto)
export class UpdateChecklistDto {
  /** What the list is for. */
  @ApiPropertyOptional({ example: 'Before the course opens' })
  @IfPresent()
  @IsStorableText({ min: 1, max: 500 })
  readonly short_description?: string;

  /** Place among the lists of the course, from 0; null: at the end. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0, maximum: MAX_CHECKLISTS - 1 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_CHECKLISTS - 1)
  readonly position?: number | null;

  /** Items by id: what is said of each, null to remove it. An id that is not there yet adds an item. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { nullable: true, allOf: [{ $ref: getSchemaPath(PatchChecklistItemDto) }] },
    ...ITEM_IDS,
    example: { dates: { is_checked: true } },
  })
  @IfPresent()
  @IsItemMap(PatchChecklistItemDto, { removes: true })
  readonly items?: ReadonlyMap<string, PatchChecklistItemDto>;
}

/** What the service is told; items of a list get ids. */
export function checklistInputOf({ short_description, position, items = [] }: ReplaceChecklistDto): ChecklistInput {
  const named = items instanceof Map ? [...items] : [...items].map((item) => [newId(), item] as const);
  return {
    shortDescription: short_description,
    position,
    items: new Map((named as [string, ChecklistItemDto][]).map(([id, item]) => [id, itemInputOf(item)])),
  };
}

/** What the service is told. */
export function checklistPatchOf({ short_description, position, items }: UpdateChecklistDto): ChecklistPatch {
  return { shortDescription: short_description, position, items: items && readItems(items, itemInputOf) };
}
