import type { BlockRef } from '../content/index.js';
import type { VisibleBlock } from './visible-blocks.js';

/**
 * For every block, how many blocks of each type there are from it down, itself included, as edX counts
 * (BlockCountsTransformer): before `depth` and `block_types_filter` cut the answer.
 * @returns numbers in the order of `types`
 */
export function blockCounts(
  visible: ReadonlyMap<BlockRef, VisibleBlock>,
  types: readonly string[],
): Map<BlockRef, number[]> {
  const counts = new Map<BlockRef, number[]>();
  for (const { block } of visible.values()) {
    counts.set(
      block.ref,
      types.map((type) => (type === block.type ? 1 : 0)),
    );
  }
  // Parents come before their children, so backwards every child is complete before it is added to its parent.
  for (const { block } of [...visible.values()].reverse()) {
    const parent = block.parent === null ? undefined : counts.get(block.parent);
    if (!parent) continue;
    const own = counts.get(block.ref)!;
    for (let index = 0; index < own.length; index += 1) parent[index]! += own[index]!;
  }
  return counts;
}

/** As `block_counts` is sent. From entries: a type called `__proto__` must count as any other. */
export function countsByType(types: readonly string[], counts: readonly number[]): Record<string, number> {
  return Object.fromEntries(types.map((type, index) => [type, counts[index]!]));
}
