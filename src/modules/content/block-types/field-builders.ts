import type { JsonValue } from '../json.js';
import type { FieldDeclaration, FieldType } from './field-declaration.js';

type Extras = Partial<Omit<FieldDeclaration, 'name' | 'type' | 'help'>>;

function titleOf(name: string): string {
  const words = name.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A function that declares settings fields of one type; `usual` is the default where the declaration names none. */
function fieldOfType(type: FieldType, usual: JsonValue = null) {
  return (name: string, help: string, extras: Extras = {}): FieldDeclaration => ({
    name,
    displayName: titleOf(name),
    scope: 'settings',
    type,
    default: usual,
    ...extras,
    help,
  });
}

// Where a declaration of the platform names no default, strings, numbers and dates are null, lists [] and dicts {}.
export const stringField = fieldOfType('string');
export const xmlField = fieldOfType('xml');
export const integerField = fieldOfType('integer');
export const floatField = fieldOfType('float');
export const booleanField = fieldOfType('boolean', false);
export const dateField = fieldOfType('date');
export const timedeltaField = fieldOfType('timedelta');
export const relativeTimeField = fieldOfType('relative_time', '00:00:00');
export const listField = fieldOfType('list', []);
export const dictField = fieldOfType('dict', {});
export const referenceListField = fieldOfType('reference_list', []);
export const referenceValueDictField = fieldOfType('reference_value_dict', {});
export const anyField = fieldOfType('any');

/** The title of a block, with the name that the platform gives an untitled one of that type. */
export function displayNameField(untitled: string | null): FieldDeclaration {
  return stringField('display_name', 'The title that readers see.', { default: untitled });
}

/** Points that a scored block is worth. */
export function weightField(points: number | null): FieldDeclaration {
  return floatField('weight', 'How many points the block is worth; unset, what its questions add up to.', {
    default: points,
    minimum: 0,
  });
}
