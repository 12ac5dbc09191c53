/** The one place where the reader takes block types from the content module. */
export {
  blockType,
  conditionAttributes,
  fieldOf,
  isKnownBlockType,
  knownBlockTypes,
  normalizeFieldValue,
  parseFieldValue,
  validateFieldValue,
  type BlockTypeDeclaration,
  type FieldDeclaration,
  type OlxDeclaration,
  type OlxFamily,
  blockRef,
  type BlockRef,
  type JsonObject,
  type JsonValue,
} from '../../content/index.js';
