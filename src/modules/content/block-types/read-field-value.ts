import type { JsonValue } from '../json.js';
import type { FieldDeclaration, FieldType } from './field-declaration.js';
import { readDate, readEpochMilliseconds } from './field-dates.js';
import { isDict, isStorable, isXmlText } from './field-json.js';
import { hasMemberTypes } from './member-types.js';

/** A reader returns the value as the field means it, or `undefined` where the field has no use for it. */
type Reader = (value: JsonValue, field: FieldDeclaration) => JsonValue | undefined;

// As Python's int() and float() read, but for the underscores and the foreign digits.
const INTEGER = /^\s*[+-]?\d{1,16}\s*$/;
const FLOAT = /^\s*[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?\s*$/i;

/** No negative zero: JSON text does not keep it apart. */
function positiveZero(number: number): number {
  return number === 0 ? 0 : number;
}

const readText: Reader = (value) => (typeof value === 'string' && isXmlText(value) ? value : undefined);

const readBoolean: Reader = (value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  // The platform takes 'True' for true. To read it any other way would open a block that is for staff only.
  if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return undefined;
};

const readInteger: Reader = (value) => {
  if (value === '') return null;
  if (typeof value === 'number' && Number.isFinite(value)) {
    // A whole number that JavaScript would round is no longer the author's number.
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : positiveZero(value);
  }
  if (typeof value !== 'string' || !INTEGER.test(value)) return undefined;
  return Number.isSafeInteger(Number(value)) ? positiveZero(Number(value)) : undefined;
};

const readFloat: Reader = (value) => {
  if (value === '') return null;
  const number = typeof value === 'string' && FLOAT.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? positiveZero(number) : undefined;
};

const readDateValue: Reader = (value) => {
  if (value === '') return null;
  if (typeof value === 'number') return readEpochMilliseconds(value) ?? undefined;
  return typeof value === 'string' ? (readDate(value) ?? undefined) : undefined;
};

/** Old courses hold seconds, from when this was a number. */
const readRelativeTime: Reader = (value, field) => {
  if (typeof value !== 'number') return readText(value, field);
  if (!Number.isInteger(value) || value < 0 || value >= 24 * 3600) return undefined;
  const parts = [Math.floor(value / 3600), Math.floor(value / 60) % 60, value % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
};

const readList: Reader = (value) => (Array.isArray(value) && isStorable(value) ? value : undefined);

const readDict: Reader = (value, field) => {
  if (!isDict(value) || !isStorable(value)) return undefined;
  // Half a rule about who may see a block must not pass for a rule; see hasMemberTypes.
  return field.integerKeys && !hasMemberTypes(field, value) ? undefined : value;
};

const readers: Readonly<Record<FieldType, Reader>> = {
  string: readText,
  xml: readText,
  reference: readText,
  timedelta: readText,
  integer: readInteger,
  float: readFloat,
  boolean: readBoolean,
  date: readDateValue,
  relative_time: readRelativeTime,
  list: readList,
  reference_list: readList,
  dict: readDict,
  reference_value_dict: readDict,
  any: (value) => (isStorable(value) ? value : undefined),
};

/** Whether the field's values are texts that pure XBlocks write without quotes. */
export function isTextField({ type }: FieldDeclaration): boolean {
  return type === 'string' || type === 'xml';
}

/** The value as the field means it, `null` for null, or `undefined` if the field has no use for it. Never throws. */
export function readFieldValue(field: FieldDeclaration, value: JsonValue): JsonValue | undefined {
  return value === null ? null : readers[field.type](value, field);
}

/**
 * Brings a JSON value, from policy.json or from a request, to the form that is stored: dates in UTC with a `Z`,
 * `"True"` as true, `"3"` as 3 for a number. What the field has no use for is returned unchanged.
 */
export function normalizeFieldValue(field: FieldDeclaration, value: JsonValue): JsonValue {
  const read = readFieldValue(field, value);
  return read === undefined ? value : read;
}
