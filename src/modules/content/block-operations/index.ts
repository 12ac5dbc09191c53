/** Operations on a working tree: what single requests and batches do alike (ADR 0022). */
export { BlockExistsError, RootStaysError } from './block-operations.errors.js';
export { MAX_BLOCK_ID, MAX_BLOCK_TYPE } from './block-ids.js';
export { assetPathsOf, type UnmappedReference } from './copied-references.js';
export {
  type BlockCopy,
  copyBlock,
  type CopySource,
  MAX_COPIED_BLOCKS,
  type NewCopy,
  sourceWithin,
} from './copy-block.js';
export { createBlock, type NewBlock } from './create-block.js';
export { deleteBlock } from './delete-block.js';
export { Faults } from './faults.js';
export { type Move, moveBlock } from './move-block.js';
export { isPage } from './page-tabs.js';
export type { Place } from './placement.js';
export { readCopySource } from './read-copy-source.js';
export { reorderChildren } from './reorder-children.js';
export { updateBlock } from './update-block.js';
