import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsString, MaxLength } from 'class-validator';

export interface CommaSeparatedOptions {
  /** Most items. */
  readonly max?: number;
  /** Most characters of an item. */
  readonly maxLength?: number;
}

/**
 * A list in a query, `a,b`; repeating the parameter adds to it. Blanks around items and empty items are dropped, and
 * the member is an array of texts. What each item must be is said by further decorators with `{ each: true }`.
 */
export const CommaSeparated = ({ max = 50, maxLength = 255 }: CommaSeparatedOptions = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => itemsOf(value)),
    IsString({ each: true, message: ({ property }) => `${property} must be texts separated by commas` }),
    MaxLength(maxLength, {
      each: true,
      message: ({ property }) => `each item of ${property} must have at most ${maxLength} characters`,
    }),
    ArrayMaxSize(max, { message: ({ property }) => `${property} must have at most ${max} items` }),
  );

/** The items of a list parameter: by commas, by repetition, or both. What is no text stays, to be refused. */
function itemsOf(value: unknown): unknown {
  if (value === undefined || value === null) return value;
  return [value].flat().flatMap((item: unknown) =>
    typeof item === 'string'
      ? item
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean)
      : [item],
  );
}
