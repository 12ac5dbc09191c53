import { type BlockRef, usageKeyOf } from '../block-ref.js';
import type { WorkingTree } from '../working-tree.js';
import { RootStaysError } from './block-operations.errors.js';
import { isPage, removeTab } from './page-tabs.js';
import { takeOut } from './placement.js';

/**
 * Deletes a block with everything below it (SPEC C-7). Older versions keep them, so that they can be restored. A page leaves
 * the course's tabs.
 * @throws NotFoundError, RootStaysError
 */
export async function deleteBlock(tree: WorkingTree, block: BlockRef): Promise<void> {
  const state = await tree.get(block);
  if (block === tree.head.root) throw new RootStaysError(usageKeyOf(tree.head.courseKey, block));
  const below = await tree.subtree(block);
  await takeOut(tree, state);
  for (const each of below) tree.remove(each.block);
  if (isPage(block)) await removeTab(tree, block);
}
