/** The second door of this module: the words of course content, without Nest or a database, for readers and writers of files. */
export { type BlockRef, blockRef, blockRefOf, idOf, typeOf, usageKeyOf } from './block-ref.js';
export * from './block-types/index.js';
export type { JsonObject, JsonValue } from './json.js';
