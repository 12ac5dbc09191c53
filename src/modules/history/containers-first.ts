import { type BlockRef, typeOf } from '../content/index.js';

/** What holds others, from the top down; whatever is not named comes after them. */
const CONTAINERS = ['course', 'chapter', 'sequential', 'vertical'];

/** An order for what changed that needs no tree: the course, sections, subsections, units, and the rest by their ids. */
export function containersFirst<T extends { readonly block: BlockRef }>(blocks: readonly T[]): T[] {
  return blocks.toSorted((one, other) => rankOf(one.block) - rankOf(other.block) || (one.block < other.block ? -1 : 1));
}

function rankOf(block: BlockRef): number {
  const rank = CONTAINERS.indexOf(typeOf(block));
  return rank < 0 ? CONTAINERS.length : rank;
}
