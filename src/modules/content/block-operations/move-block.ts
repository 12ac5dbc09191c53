import { type BlockRef, typeOf, usageKeyOf } from '../block-ref.js';
import type { BlockState } from '../content-change.js';
import type { WorkingTree } from '../working-tree.js';
import { Faults } from './faults.js';
import { findPlace, insertChild, takeOut } from './placement.js';

/** Where a block is to go. */
export interface Move {
  /** Absent: it stays where it is, in another position. */
  readonly parent?: BlockRef;
  /** 0-based among its siblings; null: after all of them. Absent, with the parent that it has: it stays. */
  readonly position?: number | null;
}

/**
 * Moves a block with everything below it (SPEC C-7): into another parent, or to another position. To where it stands
 * already is no change.
 * @throws NotFoundError, InvalidInputError
 */
export async function moveBlock(tree: WorkingTree, block: BlockRef, move: Move): Promise<void> {
  const state = await tree.get(block);
  const faults = new Faults();
  if (state.parent === null) {
    faults.add(
      'parent',
      `${nameOf(tree, block)} stands in no block: what is the root or beside the tree is not moved.`,
    );
    faults.refuse();
  }
  const parent = move.parent ?? state.parent!;
  if (parent === state.parent && move.position === undefined) return;
  if (await isWithin(tree, parent, state)) {
    faults.add(
      'parent',
      `${nameOf(tree, parent)} is ${parent === block ? 'the block itself' : 'inside the block'}: a block cannot be put into itself.`,
    );
    faults.refuse();
  }
  const place = await findPlace(tree, typeOf(block), { parent, position: move.position ?? null }, faults, state);
  faults.refuse();
  if (parent !== state.parent) {
    await takeOut(tree, state);
    tree.put({ ...state, parent });
  }
  insertChild(tree, place!, block);
}

/** Whether the parent is the block itself, or below it. One that does not exist is neither. */
async function isWithin(tree: WorkingTree, parent: BlockRef, { block }: BlockState): Promise<boolean> {
  if (parent === block) return true;
  if (!(await tree.find(parent))) return false;
  return (await tree.ancestors(parent)).some((ancestor) => ancestor.block === block);
}

function nameOf(tree: WorkingTree, block: BlockRef): string {
  return String(usageKeyOf(tree.head.courseKey, block));
}
