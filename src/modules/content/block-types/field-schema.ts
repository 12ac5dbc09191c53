import type { JsonObject, JsonValue } from '../json.js';
import { fieldsOf } from './block-type-catalogue.js';
import type { FieldDeclaration, FieldType, MemberType } from './field-declaration.js';

/** What each type of field is in JSON Schema; null clears an own value, and is added everywhere. */
const TYPES: Readonly<Record<FieldType, JsonObject>> = {
  string: { type: 'string' },
  xml: { type: 'string', contentMediaType: 'application/xml' },
  integer: { type: 'integer' },
  float: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date-time' },
  timedelta: { type: 'string' },
  relative_time: { type: 'string', pattern: '^(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d$' },
  list: { type: 'array' },
  dict: { type: 'object' },
  reference: { type: 'string', minLength: 1 },
  reference_list: { type: 'array', items: { type: 'string' } },
  reference_value_dict: { type: 'object', additionalProperties: { type: 'string' } },
  any: {},
};

const MEMBERS: Readonly<Record<MemberType, JsonObject>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  object: { type: 'object' },
  integer_list: { type: 'array', items: { type: 'integer' } },
};

/**
 * JSON Schema (2020-12) of the `fields` of a block of this type, so that clients can check what they are about to send. The
 * service checks the same things and a few that a schema cannot say; `validateFieldValue` has the last word.
 */
export function fieldsSchema(type: string): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Fields of ${type}`,
    type: 'object',
    properties: Object.fromEntries(fieldsOf(type).map((field) => [field.name, schemaOf(field)])),
    additionalProperties: false,
  };
}

function schemaOf(field: FieldDeclaration): JsonObject {
  const { displayName, help, values, legacyValues = [], minimum, deprecated } = field;
  return {
    title: displayName,
    description: help,
    ...orNull({ ...TYPES[field.type], ...membersOf(field) }),
    ...(values && { enum: [...values, ...legacyValues, null] }),
    ...(minimum !== undefined && { minimum }),
    default: field.default,
    ...(deprecated && { deprecated }),
  };
}

function membersOf({ type, members, integerKeys }: FieldDeclaration): JsonObject {
  return {
    ...(members && { [type === 'dict' ? 'additionalProperties' : 'items']: MEMBERS[members] }),
    ...(integerKeys && { propertyNames: { pattern: '^-?\\d+$' } }),
  };
}

function orNull(schema: JsonObject): JsonObject {
  const { type } = schema as { type?: JsonValue };
  return typeof type === 'string' ? { ...schema, type: [type, 'null'] } : schema;
}
