import { isPage, renameTab } from '../block-operations/page-tabs.js';
import { patchedBlock } from '../block-fields.js';
import type { BlockRef } from '../block-ref.js';
import type { JsonObject } from '../json.js';
import type { WorkingTree } from '../working-tree.js';
import { LINK_FIELDS, sourceRefIn, upstreamLinkOf } from './upstream-link.js';
import type { UpdatePlan } from './upstream-plan.js';
import { readSubtree } from './upstream-rows.js';

/** Does to a working tree what a plan says. */
export async function update(tree: WorkingTree, plan: UpdatePlan): Promise<void> {
  await tree.load([...plan.put.map(({ block }) => block), ...plan.remove]);
  for (const planned of plan.put) {
    const before = await tree.find(planned.block);
    const after = { content: {}, olx: null, ...before, ...planned };
    tree.put(after);
    if (isPage(planned.block) && before?.displayName !== planned.displayName) await renameTab(tree, after);
  }
  for (const block of plan.remove) tree.remove(block);
}

/**
 * Makes a linked block, and what below it is linked to the same course, the course's own: they take no updates any more.
 * @throws NotFoundError
 */
export async function unlink(tree: WorkingTree, block: BlockRef): Promise<void> {
  const { courseKey } = tree.head;
  const link = upstreamLinkOf(courseKey, await tree.get(block));
  const rows = link === null ? [] : await readSubtree(tree.manager, tree.head, block, ALL);
  const below = rows.filter((row) => sourceRefIn(upstreamLinkOf(courseKey, row), link!.source.courseKey) !== null);
  const linked = new Set([block, ...below.map((row) => row.block)]);
  await tree.load(linked);
  for (const each of linked) {
    const state = await tree.get(each);
    tree.put(patchedBlock(state, { fields: clearing(state.settings) }));
  }
}

const ALL = 2 ** 31 - 1;

/** A merge patch that takes away what is about the link; where the block was first copied from stays, as a note. */
function clearing(settings: JsonObject): JsonObject {
  const { copied_from_block: _note, ...others } = settings;
  return Object.fromEntries(
    Object.keys(others)
      .filter((name) => LINK_FIELDS.has(name))
      .map((name) => [name, null]),
  );
}
