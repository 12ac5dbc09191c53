import { type BlockRef, blockRef, usageKeyOf } from '../block-ref.js';
import { type BlockFields, replacedBlock } from '../block-fields.js';
import { blockType } from '../block-types/index.js';
import type { BlockState } from '../content-change.js';
import type { WorkingTree } from '../working-tree.js';
import { checkBlockId, newBlockId } from './block-ids.js';
import { BlockExistsError } from './block-operations.errors.js';
import { Faults } from './faults.js';
import { enterTab, isPage } from './page-tabs.js';
import { findPlace, insertChild, type Place } from './placement.js';

/** A block that is to be made. */
export interface NewBlock extends BlockFields {
  readonly type: string;
  /** Null: one is made. */
  readonly blockId: string | null;
  /** Null: beside the tree, as blocks of detached types stand. */
  readonly place: Place | null;
}

/**
 * Makes a block (SPEC C-4, section 13). A type that is not in the catalogue is as good as any other: its fields are kept as
 * they come. A `static_tab` enters the pages of the course.
 * @throws InvalidInputError with every fault, BlockExistsError
 */
export async function createBlock(tree: WorkingTree, given: NewBlock): Promise<BlockRef> {
  const { type, blockId, displayName, fields } = given;
  const { courseKey } = tree.head;
  const faults = new Faults();
  checkBlockId(courseKey, type, blockId, faults);
  const block = blockRef(type, blockId ?? newBlockId());
  const place = await placeOf(tree, given, faults);
  const state = await faults.during(() =>
    replacedBlock({ ...BARE, block, parent: place?.parent.block ?? null }, { displayName, fields }),
  );
  faults.refuse();
  // An id that is made has 128 random bits: nobody has it.
  if (blockId !== null && (await tree.find(block))) throw new BlockExistsError(usageKeyOf(courseKey, block));
  tree.put(state!);
  if (place) insertChild(tree, place, block);
  if (isPage(block)) await enterTab(tree, state!);
  return block;
}

const BARE: Omit<BlockState, 'block' | 'parent'> = {
  children: [],
  displayName: null,
  settings: {},
  content: {},
  olx: null,
};

/** Where a new block stands; null for one beside the tree. */
export async function placeOf(
  tree: WorkingTree,
  { type, place }: Pick<NewBlock, 'type' | 'place'>,
  faults: Faults,
): Promise<Awaited<ReturnType<typeof findPlace>>> {
  const isDetached = blockType(type).kind === 'detached';
  if (place === null) {
    if (!isDetached) faults.add('parent', `A block of type ${type} stands in another one: name it as parent.`);
    return null;
  }
  if (isDetached) {
    faults.add('parent', `A block of type ${type} stands beside the tree: name the course in place of a parent.`);
    return null;
  }
  return findPlace(tree, type, place, faults);
}
