import type { JsonValue } from '../json.js';
import type { FieldDeclaration, MemberType } from './field-declaration.js';
import { isDict } from './field-json.js';

const tests: Readonly<Record<MemberType, (value: JsonValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  object: isDict,
  // null is how the platform writes "no restriction by this group configuration".
  integer_list: (value) => value === null || (Array.isArray(value) && value.every(tests.integer)),
};

/** What the members of a field are called in a message. */
export const memberNames: Readonly<Record<MemberType, string>> = {
  string: 'strings',
  integer: 'whole numbers',
  object: 'objects',
  integer_list: 'lists of whole numbers',
};

/** Whether all members of a list, or all keys and values of an object, are of the types that the field declares. */
export function hasMemberTypes(field: FieldDeclaration, value: JsonValue[] | { [key: string]: JsonValue }): boolean {
  const { members, integerKeys } = field;
  if (integerKeys && !Object.keys(value).every((key) => /^-?\d{1,15}$/.test(key))) return false;
  return members === undefined || Object.values(value).every(tests[members]);
}
