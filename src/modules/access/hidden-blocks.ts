import { createHash } from 'node:crypto';
import type { BlockRef, BlockTree } from '../content/index.js';
import { type AccessPolicy, letsIn, nextEdge, type PolicyCaller } from './access-policy.js';
import {
  type BlockGate,
  closedPartition,
  gateOf,
  type GateViewer,
  instant,
  isHidden,
  momentsOf,
} from './block-gate.js';

/** What a caller does not see of a version. */
export class HiddenBlocks {
  /** Of the course team. */
  static readonly none = new HiddenBlocks(new Set(), Infinity);

  /**
   * @param blocks with everything below them
   * @param until when this may change by itself, in milliseconds; Infinity for never
   */
  constructor(
    readonly blocks: ReadonlySet<BlockRef>,
    readonly until: number,
  ) {}

  has(block: BlockRef): boolean {
    return this.blocks.has(block);
  }

  /** Without these, in their order. */
  among(blocks: readonly BlockRef[]): readonly BlockRef[] {
    return this.blocks.size === 0 ? blocks : blocks.filter((block) => !this.blocks.has(block));
  }

  /** What either hides. */
  and(other: HiddenBlocks): HiddenBlocks {
    return new HiddenBlocks(this.blocks.union(other.blocks), Math.min(this.until, other.until));
  }

  /** Whether nothing is hidden, and nothing will be by itself: an answer about a fixed version may be kept for good. */
  get lastsForever(): boolean {
    return this.blocks.size === 0 && this.until === Infinity;
  }

  /** The same text for the same blocks: an ETag has to tell what is hidden. */
  get signature(): string {
    if (this.blocks.size === 0) return '';
    return createHash('sha256')
      .update([...this.blocks].sort().join('\n'))
      .digest('base64url')
      .slice(0, 12);
  }
}

/** The gates of a tree. Those of blocks that say nothing of their own are left out: their parents' are the same. */
interface TreeGates {
  readonly gates: ReadonlyMap<BlockRef, BlockGate>;
  readonly moments: readonly number[];
}

/** Goes with the tree when that is dropped from its cache. */
const known = new WeakMap<BlockTree, TreeGates>();

/** One pass over the tree; none where neither settings nor policies hide anything. */
export function hiddenBlocks(
  tree: BlockTree,
  policies: ReadonlyMap<BlockRef, AccessPolicy>,
  caller: PolicyCaller & GateViewer,
  now: number,
): HiddenBlocks {
  const { gates, moments } = gatesOf(tree);
  const edges = [...policies.values()].map((policy) => nextEdge(policy, now));
  const until = Math.min(...edges, moments.find((moment) => moment > now) ?? Infinity);
  const shut = [
    ...[...policies].filter(([, policy]) => !letsIn(policy, caller, now)).map(([block]) => block),
    ...[...gates]
      .filter(([, gate]) => isHidden(gate, caller, now) || closedPartition(gate, caller) !== null)
      .map(([block]) => block),
  ];
  return new HiddenBlocks(withAllBelow(tree, shut), until);
}

function withAllBelow(tree: BlockTree, blocks: readonly BlockRef[]): Set<BlockRef> {
  const found = new Set<BlockRef>();
  const stack = [...blocks];
  for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
    if (found.has(block)) continue;
    found.add(block);
    stack.push(...(tree.nodes.get(block)?.children ?? []));
  }
  return found;
}

function gatesOf(tree: BlockTree): TreeGates {
  const ready = known.get(tree);
  if (ready) return ready;
  const courseEnd = instant(tree.nodes.get(tree.root)?.gateSettings?.end);
  const closing = new Map<BlockRef, BlockGate>();
  const moments = new Set<number>();
  const stack: { block: BlockRef; parent: BlockGate | undefined }[] = [{ block: tree.root, parent: undefined }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const node = tree.nodes.get(next.block);
    if (!node) continue;
    const gate = gateOf(node.gateSettings, next.parent, courseEnd);
    const isOwn = gate !== next.parent;
    if (
      isOwn &&
      (gate.staffOnly || gate.groupAccess !== null || gate.hiddenAt !== Infinity || gate.releasedAt !== -Infinity)
    )
      closing.set(next.block, gate);
    for (const moment of momentsOf(gate)) moments.add(moment);
    for (const block of node.children) stack.push({ block, parent: gate });
  }
  const gates = { gates: closing, moments: [...moments].sort((a, b) => a - b) };
  known.set(tree, gates);
  return gates;
}
