import type { OlxFamily } from './block-type-declaration.js';
import { decodeAttribute } from './decode-attribute.js';
import type { JsonValue } from '../json.js';
import type { FieldDeclaration } from './field-declaration.js';
import { printFieldValue } from './print-field-value.js';
import { readFieldValue } from './read-field-value.js';
import { validateFieldValue } from './validate-field-value.js';

/** What an attribute of OLX says. */
export interface ParsedFieldValue {
  readonly value: JsonValue;
  /**
   * The attribute as it was written, where printing `value` would not give the same characters (`3.40`, `1.0`,
   * `True`, a date with an offset, keys in another order). Who keeps it and prints it for as long as the value is
   * unchanged writes an unedited course back byte for byte.
   */
  readonly spelling?: string;
  /** Why the value is not one that the field should hold: for the report of an import, which keeps it all the same. */
  readonly problem?: string;
}

/**
 * Reads a field from an attribute of OLX: JSON where the field accepts what it decodes to, otherwise the raw string
 * (OLX rule 17); `null` is null, and a date comes out in UTC. Pure XBlocks write by other rules, hence `family`.
 *
 * Numbers: a field of strings keeps every digit (`3.40` stays a string). A number field becomes a JSON number, and
 * `spelling` keeps the digits; a number that JavaScript cannot hold exactly stays a string and is reported.
 * Never throws, whatever the input.
 */
export function parseFieldValue(
  field: FieldDeclaration,
  raw: string,
  family: OlxFamily = 'xml-mixin',
): ParsedFieldValue {
  const decoded = decodeAttribute(field, raw, family);
  const read = readFieldValue(field, decoded === undefined ? raw : decoded);
  const value = read === undefined ? raw : read;
  const problem = validateFieldValue(field, value);
  return {
    value,
    ...(printFieldValue(field, value, family) !== raw && { spelling: raw }),
    ...(problem !== null && { problem }),
  };
}
