import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { parseInstant } from './instant.js';

const NO_TEXT = 'must be a text in ISO 8601 with an offset, such as 2026-09-01T08:00:00Z';

/**
 * A point in time in a body or a query (SPEC R-5): ISO 8601 with an offset; the member is a `Date` afterwards. A text
 * without an offset, a date or time that does not exist, a leap second and a year beyond 0001–9999 are refused, each
 * with its own words.
 *
 * ```ts
 * @IsOptional()
 * @IsInstant()
 * readonly start?: Date | null;   // null: not set; absent: not sent
 * ```
 */
export const IsInstant = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      const read = typeof value === 'string' ? parseInstant(value) : value;
      // What cannot be read stays as it came, for the validator to explain.
      return read instanceof Date ? read : value;
    }),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
        defaultMessage: (args) => `${args?.property} ${faultOf(args?.value)}`,
      },
    }),
  );

function faultOf(value: unknown): string {
  const read = typeof value === 'string' ? parseInstant(value) : null;
  return read && 'fault' in read ? read.fault : NO_TEXT;
}
