import type { BlockRef } from './block-ref.js';

/** A block in a tree, without its content (SPEC section 2: the course outline). */
export interface TreeNode {
  readonly block: BlockRef;
  readonly type: string;
  readonly displayName: string | null;
  readonly children: readonly BlockRef[];
  /** Own setting `visible_to_staff_only`; hides the block and all below it from learners. */
  readonly staffOnly: boolean;
  /** Version in which the block itself last changed. */
  readonly edited: string;
}

/** Blocks of one version, by name, with one of them as the root. Immutable, like the version. */
export class BlockTree {
  constructor(
    readonly root: BlockRef,
    readonly nodes: ReadonlyMap<BlockRef, TreeNode>,
  ) {}

  /**
   * The blocks from `root` down, each parent before its children and these in their order.
   * @param depth levels below the root; Infinity for all
   * @param readsDrafts false leaves out what only the course team may see, with everything below it
   */
  *walk({ root = this.root, depth = Infinity, showsStaffOnly = true }: WalkOptions = {}): Generator<{
    node: TreeNode;
    level: number;
  }> {
    const stack: { block: BlockRef; level: number }[] = [{ block: root, level: 0 }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const node = this.nodes.get(next.block);
      if (!node || (node.staffOnly && !showsStaffOnly)) continue;
      yield { node, level: next.level };
      if (next.level >= depth) continue;
      for (let index = node.children.length - 1; index >= 0; index -= 1) {
        stack.push({ block: node.children[index]!, level: next.level + 1 });
      }
    }
  }

  /** The children that a caller sees. */
  visibleChildren(node: TreeNode, showsStaffOnly: boolean): readonly BlockRef[] {
    if (showsStaffOnly) return node.children;
    return node.children.filter((child) => !this.nodes.get(child)?.staffOnly);
  }
}

export interface WalkOptions {
  readonly root?: BlockRef;
  readonly depth?: number;
  readonly showsStaffOnly?: boolean;
}
