import type { BlockRef } from './block-ref.js';
import type { JsonObject } from './json.js';

/** A block in a tree, without its content (SPEC section 2: the course outline). */
export interface TreeNode {
  readonly block: BlockRef;
  readonly type: string;
  readonly displayName: string | null;
  readonly children: readonly BlockRef[];
  /** Own settings among {@link GATE_SETTINGS}; null when there are none. */
  readonly gateSettings: JsonObject | null;
  /** Version in which the block itself last changed. */
  readonly edited: string;
}

/** The settings that decide which learners see a block, and when. What they mean is for modules/access to say. */
export const GATE_SETTINGS = [
  'visible_to_staff_only',
  'start',
  'due',
  'end',
  'hide_after_due',
  'self_paced',
  'days_early_for_beta',
  'group_access',
] as const;

const NOTHING: ReadonlySet<BlockRef> = new Set();

/** Blocks of one version, by name, with one of them as the root. Immutable, like the version. */
export class BlockTree {
  constructor(
    readonly root: BlockRef,
    readonly nodes: ReadonlyMap<BlockRef, TreeNode>,
  ) {}

  /**
   * The blocks from `root` down, each parent before its children and these in their order.
   * @param depth levels below the root; Infinity for all
   * @param hidden blocks that are left out, with everything below them
   */
  *walk({ root = this.root, depth = Infinity, hidden = NOTHING }: WalkOptions = {}): Generator<{
    node: TreeNode;
    level: number;
  }> {
    const stack: { block: BlockRef; level: number }[] = [{ block: root, level: 0 }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const node = this.nodes.get(next.block);
      if (!node || hidden.has(next.block)) continue;
      yield { node, level: next.level };
      if (next.level >= depth) continue;
      for (let index = node.children.length - 1; index >= 0; index -= 1) {
        stack.push({ block: node.children[index]!, level: next.level + 1 });
      }
    }
  }
}

export interface WalkOptions {
  readonly root?: BlockRef;
  readonly depth?: number;
  readonly hidden?: ReadonlySet<BlockRef>;
}
