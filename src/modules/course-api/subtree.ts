import type { BlockRef } from '../content/index.js';
import type { VisibleBlock } from './visible-blocks.js';

/** A block of an answer, and how far below the asked-for block it stands. */
export interface PlacedBlock extends VisibleBlock {
  readonly level: number;
}

/** The blocks from `root` down to `depth` levels below it, each parent before its children and these in their order. */
export function subtree(visible: ReadonlyMap<BlockRef, VisibleBlock>, root: BlockRef, depth: number): PlacedBlock[] {
  const placed: PlacedBlock[] = [];
  const stack: { ref: BlockRef; level: number }[] = [{ ref: root, level: 0 }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const found = visible.get(next.ref);
    if (!found) continue;
    placed.push({ ...found, level: next.level });
    if (next.level >= depth) continue;
    const { children } = found.block;
    for (let index = children.length - 1; index >= 0; index -= 1) {
      stack.push({ ref: children[index]!, level: next.level + 1 });
    }
  }
  return placed;
}

/**
 * The children of each shown block. Where `block_types_filter` takes blocks out, what was below them moves up to the
 * nearest block that stays (edX: remove_block with keep_descendants). A block at which `depth` cut the tree is absent:
 * that it has children is not known from the answer, while a leaf has an empty list.
 */
export function childrenShown(
  placed: readonly PlacedBlock[],
  visible: ReadonlyMap<BlockRef, VisibleBlock>,
  depth: number,
  isShown: (block: PlacedBlock) => boolean,
): Map<BlockRef, BlockRef[]> {
  const children = new Map<BlockRef, BlockRef[]>();
  const nearest = new Map<BlockRef, BlockRef | null>();
  const present = new Set(placed.map(({ block }) => block.ref));
  for (const entry of placed) {
    const { ref, parent } = entry.block;
    const above = parent !== null && present.has(parent) ? nearest.get(parent)! : null;
    nearest.set(ref, isShown(entry) ? ref : above);
    if (!isShown(entry)) continue;
    if (above !== null) children.get(above)?.push(ref);
    const isCut = entry.level >= depth && entry.block.children.some((child) => visible.has(child));
    if (!isCut) children.set(ref, []);
  }
  return children;
}

/**
 * What is below each block for a table of contents (edX BlockNavigationTransformer): a block at most `navDepth` levels
 * down lists its children; one at exactly that level lists everything below it, and what is deeper lists nothing.
 * Blocks that are left out of the table of contents are in no list, nor is anything below them.
 */
export function descendants(placed: readonly PlacedBlock[], navDepth: number): Map<BlockRef, BlockRef[]> {
  const own = new Map<BlockRef, BlockRef[]>();
  /** The list that a block's children are put on; absent below what is left out. */
  const listBelow = new Map<BlockRef, BlockRef[]>();
  for (const { block, level } of placed) {
    const list = level === 0 ? null : listBelow.get(block.parent!);
    if (block.effective.hide_from_toc === true || list === undefined) continue;
    list?.push(block.ref);
    if (level > navDepth) {
      listBelow.set(block.ref, list!);
    } else {
      own.set(block.ref, []);
      listBelow.set(block.ref, own.get(block.ref)!);
    }
  }
  return own;
}
