import type { BlockRef } from '../content/index.js';
import type { VisibleBlock } from './visible-blocks.js';

/**
 * For every block, how many blocks of each type there are from it down, itself included, as edX counts
 * (BlockCountsTransformer): before `depth` and `block_types_filter` cut the answer.
 */
export function blockCounts(
  visible: ReadonlyMap<BlockRef, VisibleBlock>,
  types: readonly string[],
): Map<BlockRef, Record<string, number>> {
  const counts = new Map<BlockRef, Record<string, number>>();
  for (const { block } of visible.values()) {
    // From entries: a type called `__proto__` must count as any other.
    counts.set(block.ref, Object.fromEntries(types.map((type) => [type, type === block.type ? 1 : 0])));
  }
  // Parents come before their children, so backwards every child is complete before it is added to its parent.
  for (const { block } of [...visible.values()].reverse()) {
    const parent = block.parent === null ? undefined : counts.get(block.parent);
    if (!parent) continue;
    for (const [type, count] of Object.entries(counts.get(block.ref)!)) parent[type]! += count;
  }
  return counts;
}
