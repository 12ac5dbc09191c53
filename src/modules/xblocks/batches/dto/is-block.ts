import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { UsageKey } from '../../../../common/opaque-keys/index.js';

/** Names of blocks that a batch makes. */
export const REF = /^[\w.-]{1,64}$/;

/** The name that `"#ref"` holds; null for a text that is no such reference. */
export function refNamed(text: string): string | null {
  return text.startsWith('#') && REF.test(text.slice(1)) ? text.slice(1) : null;
}

/** A usage key, or `#` and the `ref` of an earlier operation. */
export const IsBlock = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' }),
    ValidateBy({
      name: 'isUsageKey',
      validator: {
        validate: (value) =>
          typeof value === 'string' && (refNamed(value) !== null || UsageKey.tryParse(value) !== null),
        defaultMessage: (args) =>
          `${args?.property} must be a usage key such as block-v1:Org+Number+Run+type@html+block@intro, or # and the ref of an earlier operation`,
      },
    }),
  );

/** A name for the block that an operation makes. */
export const IsRef = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, required: false, pattern: REF.source, example: 'unit' }),
    ValidateBy({
      name: 'isRef',
      validator: {
        validate: (value) => typeof value === 'string' && REF.test(value),
        defaultMessage: (args) => `${args?.property} must be 1 to 64 letters, digits and any of _.-`,
      },
    }),
  );
