import type { JsonValue } from '../json.js';
import type { FieldDeclaration, FieldType } from './field-declaration.js';
import { isInstant } from './field-dates.js';
import { isDict, isStorable, isXmlText } from './field-json.js';
import { hasMemberTypes, memberNames } from './member-types.js';

// `3 days 12 hours`; any part may be missing, and nothing at all is no time at all.
const TIMEDELTA = /^(?:\d{1,9} days?)? ?(?:\d{1,9} hours?)? ?(?:\d{1,9} minutes?)? ?(?:\d{1,9} seconds?)?$/;
const RELATIVE_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

const isString = (value: JsonValue): value is string => typeof value === 'string';
const isText = (value: JsonValue): boolean => isString(value) && isXmlText(value);
const isListOf = (field: FieldDeclaration, value: JsonValue) => Array.isArray(value) && hasMemberTypes(field, value);
const isDictOf = (field: FieldDeclaration, value: JsonValue) => isDict(value) && hasMemberTypes(field, value);

const tests: Readonly<Record<FieldType, (value: JsonValue, field: FieldDeclaration) => boolean>> = {
  string: isText,
  xml: isText,
  reference: (value) => isText(value) && value !== '',
  integer: (value) => Number.isSafeInteger(value),
  float: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => isString(value) && isInstant(value),
  timedelta: (value) => isString(value) && TIMEDELTA.test(value),
  relative_time: (value) => isString(value) && RELATIVE_TIME.test(value),
  list: (value, field) => isListOf(field, value),
  dict: (value, field) => isDictOf(field, value),
  reference_list: (value) => Array.isArray(value) && value.every(isText),
  reference_value_dict: (value) => isDict(value) && Object.values(value).every(isText),
  any: () => true,
};

const expectations: Readonly<Record<FieldType, string>> = {
  string: 'a string without control characters',
  xml: 'a string of XML without control characters',
  reference: 'a usage key',
  integer: 'a whole number',
  float: 'a number',
  boolean: 'true or false',
  date: 'a date and time with an offset, e.g. 2030-01-31T09:00:00Z',
  timedelta: 'a length of time, e.g. 3 days 12 hours',
  relative_time: 'a time within a day as HH:MM:SS, e.g. 00:01:30',
  list: 'a list',
  dict: 'an object',
  reference_list: 'a list of usage keys',
  reference_value_dict: 'an object whose values are usage keys',
  any: 'any JSON value',
};

function describe({ type, members, integerKeys }: FieldDeclaration): string {
  const of = members ? ` of ${memberNames[members]}` : '';
  return `${expectations[type]}${of}${integerKeys ? ' by whole-numbered keys' : ''}`;
}

/** A value as it may stand in a message: short, and never a wall of somebody's text. */
function quote(value: JsonValue): string {
  const printed = JSON.stringify(value);
  return printed.length > 40 ? `${printed.slice(0, 40)}…` : printed;
}

/**
 * Says what is wrong with a JSON value for a field, in a sentence that tells what is expected (SPEC C-4, R-8), or
 * `null` if it may be stored. `null` may always be: it takes an own value away (SPEC C-3). Dates need an offset
 * (SPEC R-5). Never throws.
 */
export function validateFieldValue(field: FieldDeclaration, value: JsonValue): string | null {
  if (value === null) return null;
  const { type, values, legacyValues = [], minimum } = field;
  if (!tests[type](value, field)) return `Expected ${describe(field)}.`;
  // A large float is fine where a float is meant; anywhere inside other values a rounded number is not.
  if (type !== 'float' && !isStorable(value)) {
    return 'Expected a value without NUL characters, half surrogate pairs, inexact numbers or more than 64 levels.';
  }
  if (values && ![...values, ...legacyValues].includes(value)) {
    return `Expected one of ${values.map(quote).join(', ')}; got ${quote(value)}.`;
  }
  if (minimum !== undefined && typeof value === 'number' && value < minimum) {
    return `Expected a number of at least ${minimum}; got ${quote(value)}.`;
  }
  return null;
}
