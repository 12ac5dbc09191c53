import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsOptional, MaxLength, ValidateBy } from 'class-validator';
import { CourseKey } from '../../../common/opaque-keys/index.js';

/** Names or types in one list: more than any client sends, few enough that a hostile one costs little. */
const MAX_ITEMS = 50;

/** The value that counts where a parameter is given more than once: the last, as Django has it. */
export function lastOf(value: unknown): unknown {
  return Array.isArray(value) ? value.at(-1) : value;
}

/** The members of a list parameter: commas, repetition or both. The iOS app breaks the line inside one: blanks go. */
export function itemsOf(value: unknown): unknown[] {
  return [value].flat().flatMap((item) =>
    typeof item === 'string'
      ? item
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean)
      : item,
  );
}

/** A list: `a,b`, or the parameter repeated, or both (edX: MultiValueField). Empty when absent. */
export const ListParameter = (description: string, example?: string[], maxItems = MAX_ITEMS): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: [String], description: `${description} Comma-separated, or repeated.`, example }),
    Transform(({ value }) => itemsOf(value)),
    ArrayMaxSize(maxItems),
    MaxLength(255, { each: true }),
  );

/** Whether something is so: `true`, `True` or `1`; `false`, `False` or `0` (Django's spellings). */
export const FlagParameter = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: Boolean, description }),
    Transform(({ value }) => flagOf(lastOf(value))),
    IsOptional(),
    IsBoolean({ message: ({ property }) => `${property} must be true or false` }),
  );

function flagOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^(?:true|1)$/i.test(value)) return true;
  return /^(?:false|0|)$/i.test(value) ? false : value;
}

/** A parameter with one value. */
export const LastValue = (): PropertyDecorator => Transform(({ value }) => lastOf(value));

/** The text is a course key, deprecated forms included (SPEC I-2: those are read, and then not found). */
export const IsCourseKey = (options: { each?: boolean } = {}): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isCourseKey',
      validator: {
        validate: (value) => typeof value === 'string' && CourseKey.tryParse(value) !== null,
        defaultMessage: (context) =>
          `${context?.property} must be a course key such as course-v1:org+number+run; in a query "+" is written %2B`,
      },
    },
    options,
  );
