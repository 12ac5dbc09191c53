/** Everything the rest of the service may use of opaque keys. Nothing else in this folder is theirs to import. */
export { CollectionKey } from './collection-key.js';
export { ContainerKey } from './container-key.js';
export { AssetKey, CourseKey, type CourseRunKey, LearningContextKey, UsageKey } from './course-keys.js';
export { DefinitionKey } from './definition-key.js';
export { InvalidKeyError } from './invalid-key-error.js';
export { type Locator2013, parseDefinitionLocator2013, parseLocator2013, tryParseLocator2013 } from './locator-2013.js';
export type { CourseNamespace, UsageNamespace } from './namespaces.js';
export type { ParseOptions } from './parse-options.js';
