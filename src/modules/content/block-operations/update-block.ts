import type { BlockRef } from '../block-ref.js';
import { type BlockFields, patchedBlock, replacedBlock } from '../block-fields.js';
import type { WorkingTree } from '../working-tree.js';
import { isPage, renameTab } from './page-tabs.js';

/**
 * Changes fields of a block, as `patchFields` and, with `replaces`, `replaceFields` do (SPEC C-3). A page's tab takes its new name.
 * @throws NotFoundError, InvalidInputError with every fault
 */
export async function updateBlock(
  tree: WorkingTree,
  block: BlockRef,
  fields: BlockFields,
  { replaces = false } = {},
): Promise<void> {
  const before = await tree.get(block);
  const after = replaces ? replacedBlock(before, fields) : patchedBlock(before, fields);
  tree.put(after);
  if (isPage(block) && after.displayName !== before.displayName) await renameTab(tree, after);
}
