import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

export interface StorableTextOptions {
  /** Most characters (Unicode code points, as JSON Schema counts). */
  readonly max: number;
  /** Fewest characters; 0 unless said. A text of blanks alone counts as empty when it is more than 0. */
  readonly min?: number;
}

/**
 * A text that PostgreSQL can keep: well-formed Unicode without NUL, of a bounded length. Each of the three faults has
 * words of its own.
 */
export const IsStorableText = ({ max, min = 0 }: StorableTextOptions): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ maxLength: max, ...(min > 0 && { minLength: min }) }),
    rule('isString', [], (value) => typeof value === 'string', 'must be a text'),
    // Of what is no text, and so said already, the other rules say nothing.
    rule(
      'isStorableText',
      [],
      (value) => typeof value !== 'string' || isStorable(value),
      'has a character that cannot be stored: NUL, or half of a surrogate pair',
    ),
    rule(
      'maxLength',
      [max],
      (value) => typeof value !== 'string' || !isLongerThan(value, max),
      `must have at most ${max} characters`,
    ),
    ...(min > 0
      ? [
          rule(
            'minLength',
            [min],
            (value) => typeof value !== 'string' || isLongerThan(value.trim(), min - 1),
            min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
          ),
        ]
      : []),
  );

/** Whether PostgreSQL can keep this text. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Code points are counted only where the number of UTF-16 units leaves room for doubt. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || [...text].length > limit);
}

function rule(name: string, constraints: number[], isValid: (value: unknown) => boolean, words: string) {
  return ValidateBy({
    name,
    constraints,
    validator: { validate: isValid, defaultMessage: (args) => `${args?.property} ${words}` },
  });
}
