import { type BlockRef, typeOf, usageKeyOf } from '../block-ref.js';
import { blockType, knownBlockTypes, mayContain } from '../block-types/index.js';
import type { BlockState } from '../content-change.js';
import type { WorkingTree } from '../working-tree.js';
import type { Faults } from './faults.js';

/** Where a block is to stand. */
export interface Place {
  readonly parent: BlockRef;
  /** 0-based among the siblings, not counting the block itself; null: after all of them. */
  readonly position: number | null;
}

/** A place that is there: the parent, and its children with room for the block. */
export interface FreePlace {
  readonly parent: BlockState;
  readonly position: number;
}

/**
 * Looks whether a block of a type may stand at a place (SPEC C-4). What is wrong goes to the faults, under `parent` and
 * `position`.
 * @param moved the block itself, where it is in the tree already; then a parent that it has already is not judged: courses of
 *   2012 hold problems in sequentials, and their order may be mended all the same
 */
export async function findPlace(
  tree: WorkingTree,
  type: string,
  place: Place,
  faults: Faults,
  moved?: BlockState,
): Promise<FreePlace | null> {
  const parent = await tree.find(place.parent);
  if (!parent) {
    faults.add('parent', `There is no block ${nameOf(tree, place.parent)}. Name a block of this course's branch.`);
    return null;
  }
  if (moved?.parent !== parent.block) {
    const refusal = refusalOf(type, parent.block);
    if (refusal !== null) faults.add('parent', refusal);
  }
  const room = parent.children.length - (moved?.parent === parent.block ? 1 : 0);
  const position = place.position ?? room;
  if (position > room) {
    faults.add(
      'position',
      `There is no position ${position}: ${nameOf(tree, parent.block)} has ${room} other children, so 0 to ${room} are possible.`,
    );
  }
  return { parent, position };
}

/** Puts a child among the children of a parent. The child's own `parent` is its caller's to put. */
export function insertChild(tree: WorkingTree, { parent, position }: FreePlace, child: BlockRef): void {
  const others = parent.children.filter((each) => each !== child);
  tree.put({ ...parent, children: others.toSpliced(position, 0, child) });
}

/** Takes a child from its parent's list. */
export async function takeOut(tree: WorkingTree, { block, parent }: BlockState): Promise<void> {
  if (parent === null) return;
  const holder = await tree.get(parent);
  tree.put({ ...holder, children: holder.children.filter((each) => each !== block) });
}

/** Why a block of this type may not be put there; null when it may. */
function refusalOf(type: string, parent: BlockRef): string | null {
  const parentType = typeOf(parent);
  if (mayContain(parentType, type)) return null;
  const able = containersOf(type);
  if (able === '') return `A ${type} stands in no other block: it is the root of its tree.`;
  if (blockType(parentType).kind !== 'container') {
    return `A block of type ${parentType} has no children. Put the ${type} into one of: ${able}.`;
  }
  return `A ${parentType} takes no ${type}. Put it into one of: ${able}.`;
}

function containersOf(type: string): string {
  const able = knownBlockTypes().filter((each) => mayContain(each.type, type));
  return able.map((each) => each.type).join(', ');
}

function nameOf(tree: WorkingTree, block: BlockRef): string {
  return String(usageKeyOf(tree.head.courseKey, block));
}
