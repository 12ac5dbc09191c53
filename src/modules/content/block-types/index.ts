/** Block types, their fields, and how a field's value is read, checked and written. */
export type { BlockKind, BlockTypeDeclaration, OlxDeclaration, OlxFamily, OlxForm } from './block-type-declaration.js';
export type { FieldDeclaration, FieldScope, FieldType, MemberType } from './field-declaration.js';
export { blockType, fieldOf, fieldsOf, isKnownBlockType, knownBlockTypes, mayContain } from './block-type-catalogue.js';
export {
  DRAFT_ATTRIBUTES,
  DROPPED_ATTRIBUTES,
  fieldNameFault,
  IDENTITY_ATTRIBUTES,
  isAttributeName,
  POLICY_ONLY,
} from './attribute-names.js';
export { commonFields } from './common-fields.js';
export { inheritableFields } from './inheritable-fields.js';
export { conditionAttributes } from './declarations/selection.js';
export { fieldsSchema } from './field-schema.js';
export { parseFieldValue, type ParsedFieldValue } from './parse-field-value.js';
export { printFieldValue } from './print-field-value.js';
export { normalizeFieldValue } from './read-field-value.js';
export { validateFieldValue } from './validate-field-value.js';
export { readDate } from './field-dates.js';
export { printPythonJson, type JsonLayout } from './field-json.js';
