import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow, IsBoolean, IsIn, IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';
import { IfPresent } from '../../../common/validation/if-present.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { isAction, MAX_ACTION_URL, SYMBOLIC_ACTIONS } from '../checklist-actions.js';
import type { ItemInput } from '../checklist-items.js';
import { CHECK_IDS } from '../checks/check-ids.js';
import { MAX_ITEMS } from '../stored-checklist.js';

/** Nothing, one of Studio's symbolic names, or an http(s) URL. */
const IsAction = (): PropertyDecorator =>
  applyDecorators(
    IsStorableText({ max: MAX_ACTION_URL }),
    ValidateBy({
      name: 'isUrl',
      validator: {
        validate: (value) => typeof value !== 'string' || isAction(value),
        defaultMessage: (args) =>
          `${args?.property} must be empty, one of ${SYMBOLIC_ACTIONS.join(', ')}, or an absolute http or https URL`,
      },
    }),
  );

/** The id of a check, or the object with it that answers have. */
const IsCheck = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
      const value = obj[key];
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as { id?: unknown }).id
        : value;
    }),
    IsIn(CHECK_IDS),
  );

/** The members that every item may have. Absent in a PUT: the default; in a merge patch: kept. */
class ItemMembersDto {
  /** More about it. */
  @ApiPropertyOptional({ type: String, nullable: true, default: '', maxLength: 5000 })
  @IsOptional()
  @IsStorableText({ max: 5000 })
  readonly long_description?: string | null;

  /** Whether it is done. Who ticks what is ticked already changes nothing. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, default: false })
  @IsOptional()
  @IsBoolean()
  readonly is_checked?: boolean | null;

  /**
   * Where to do it: an http(s) URL, or `ManageUsers`, `CourseOutline`, `SettingsDetails` or `SettingsGrading`, which are
   * answered as the URL that they mean in this course; that URL may be sent as well, and means the same.
   */
  @ApiPropertyOptional({ type: String, nullable: true, default: '', maxLength: MAX_ACTION_URL, example: 'ManageUsers' })
  @IsOptional()
  @IsAction()
  readonly action_url?: string | null;

  /** What the link says. */
  @ApiPropertyOptional({ type: String, nullable: true, default: '', maxLength: 255 })
  @IsOptional()
  @IsStorableText({ max: 255 })
  readonly action_text?: string | null;

  /** Place in the list, from 0; null: at the end. In a whole list positions say only the order. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0, maximum: MAX_ITEMS - 1 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_ITEMS - 1)
  readonly position?: number | null;

  /** The computed check that speaks of the same thing, by its id; null: none. An object with its `id`, as in answers, will do. */
  @ApiPropertyOptional({
    nullable: true,
    oneOf: [
      { type: 'string', enum: [...CHECK_IDS] },
      { type: 'object', required: ['id'], properties: { id: { type: 'string', enum: [...CHECK_IDS] } } },
    ],
    example: 'course_team',
  })
  @IsOptional()
  @IsCheck()
  readonly check?: string | null;

  /** Set by the service; what is sent is not looked at, so that what was read can be sent back. */
  @ApiPropertyOptional({ oneOf: [{ type: 'object' }, { type: 'string' }], nullable: true, readOnly: true })
  @Allow()
  readonly checked_by?: unknown;

  /** As `checked_by`. */
  @ApiPropertyOptional({ type: String, nullable: true, readOnly: true })
  @Allow()
  readonly checked_at?: unknown;
}

/** An item of a list that is sent as a whole. */
export class ChecklistItemDto extends ItemMembersDto {
  /** What is to be done. */
  @ApiProperty({ example: 'Set the dates of the course' })
  @IsStorableText({ min: 1, max: 500 })
  readonly short_description: string;
}

/** A merge patch of an item. One that is not there yet needs a `short_description`. */
export class PatchChecklistItemDto extends ItemMembersDto {
  /** What is to be done. */
  @ApiPropertyOptional({ example: 'Set the dates of the course' })
  @IfPresent()
  @IsStorableText({ min: 1, max: 500 })
  readonly short_description?: string;
}

/** What the service is told; null is the default. */
export function itemInputOf(item: ChecklistItemDto | PatchChecklistItemDto): ItemInput {
  const { long_description: longDescription, action_url: actionUrl, action_text: actionText } = item;
  return {
    shortDescription: item.short_description,
    longDescription: longDescription === null ? '' : longDescription,
    isChecked: item.is_checked === null ? false : item.is_checked,
    actionUrl: actionUrl === null ? '' : actionUrl,
    actionText: actionText === null ? '' : actionText,
    position: item.position,
    check: item.check,
  };
}
