import { isDeepStrictEqual } from 'node:util';
import { type BlockChange, changesBetween, saysTheSame } from './block-change.js';
import type { BlockRef } from './block-ref.js';
import type { TreePart, TreeRow } from './tree-part.js';

/** What is to come from a source version to a target (ADR 0022). */
export interface TransferRequest {
  /** Of the version that blocks are taken from: the subtrees of `blocks`, with their ancestors. */
  readonly source: TreePart;
  /** Of the version that they are put on: everything that the source's part names, and the subtrees of `blocks` as they are there. */
  readonly target: TreePart;
  /** Roots of the subtrees; one that the source lacks is taken off the target. */
  readonly blocks: readonly BlockRef[];
  /** Blocks that keep the target's state, with everything below them. */
  readonly exclude?: ReadonlySet<BlockRef>;
  /** A block of `blocks` that the target has stays where it stands there, in place of where it stands in the source. */
  readonly keepsPlaces?: boolean;
}

/** What a transfer writes. */
export interface TransferPlan {
  /** Blocks that become just what they are in the source. */
  readonly copied: readonly BlockRef[];
  /** Blocks whose parent or children come to be other than in the source, with what they come to be. */
  readonly altered: readonly TreeRow[];
  /** Blocks that the target loses. */
  readonly removed: readonly BlockRef[];
  /** The same for people. */
  readonly changes: readonly BlockChange[];
}

/**
 * Works out what becomes of a target when subtrees of a source are put on it. The rules are those of edX's publishing:
 * ancestors that the target lacks come along without their other children, siblings stand in the source's order, and what the
 * source no longer has below a block goes.
 */
export function planTransfer(request: TransferRequest): TransferPlan {
  return new Transfer(request).plan();
}

class Transfer {
  private readonly source: TreePart;
  private readonly target: TreePart;
  private readonly exclude: ReadonlySet<BlockRef>;
  /** Roots that the source has, the outermost ones, from the top down; and those that it lacks. */
  private readonly roots: readonly BlockRef[];
  private readonly taken: readonly BlockRef[];
  /** What comes from the source: the subtrees of the roots. */
  private readonly brought: ReadonlySet<BlockRef>;
  /** What the target becomes, as far as it differs or may differ; null: gone. */
  private readonly next = new Map<BlockRef, TreeRow | null>();

  constructor(private readonly request: TransferRequest) {
    this.source = request.source;
    this.target = request.target;
    this.exclude = request.exclude ?? new Set();
    const blocks = request.blocks.filter((block) => !this.exclude.has(block));
    this.taken = blocks.filter((block) => !this.source.has(block));
    const roots = blocks.filter((block) => this.source.has(block));
    this.brought = new Set(roots.flatMap((root) => [...this.subtreeInSource(root)]));
    this.roots = roots
      .filter((root) => !this.brought.has(this.source.get(root)!.parent ?? ''))
      .toSorted((one, other) => this.sourceAncestors(one).length - this.sourceAncestors(other).length);
  }

  plan(): TransferPlan {
    const { roots, brought } = this;
    // Before anything is written over: where blocks stay, and what the target has below those that come.
    const places = new Map(roots.map((root) => [root, this.placeOf(root)]));
    const kept = this.keptBlocks();
    const gone = this.goneBlocks(kept);
    for (const block of [...brought, ...gone]) this.unlist(block);
    for (const block of brought) this.next.set(block, this.broughtRow(block, kept));
    for (const block of gone) this.next.set(block, null);
    for (const [root, place] of places) {
      this.next.set(root, { ...this.now(root)!, parent: place });
      if (place !== null) this.list(root, place);
    }
    return this.outcome();
  }

  private now(block: BlockRef): TreeRow | null {
    const next = this.next.get(block);
    return next !== undefined ? next : (this.target.get(block) ?? null);
  }

  private sourceAncestors(block: BlockRef): BlockRef[] {
    return [...ancestorsIn(this.source, block)];
  }

  private *subtreeInSource(root: BlockRef): Generator<BlockRef> {
    const stack = [root];
    for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
      if (this.exclude.has(block)) continue;
      yield block;
      stack.push(...(this.source.get(block)?.children ?? []));
    }
  }

  /** The block and all that the target has below it, up to `but`. */
  private *subtreeInTarget(root: BlockRef, but: ReadonlySet<BlockRef> = new Set()): Generator<BlockRef> {
    const stack = [root];
    for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
      yield block;
      stack.push(...(this.target.get(block)?.children ?? []).filter((child) => !but.has(child)));
    }
  }

  /** The parent that a subtree's root comes to have; null for the root of the tree and for detached blocks. */
  private placeOf(root: BlockRef): BlockRef | null {
    const there = this.target.get(root);
    const comes = new Set([...this.brought, ...this.taken]);
    // Where it stands below one that comes or goes, it cannot stay.
    const canStay = there && ![...ancestorsIn(this.target, root)].some((ancestor) => comes.has(ancestor));
    return this.request.keepsPlaces && canStay ? there.parent : this.source.get(root)!.parent;
  }

  /**
   * Excluded children that stay with their parent: those that they have on the target. Not one below which something stands that a
   * root needs above itself.
   */
  private keptBlocks(): ReadonlySet<BlockRef> {
    const needed = new Set(this.roots.flatMap((root) => this.sourceAncestors(root)));
    const children = [...this.brought].flatMap((block) => this.target.get(block)?.children ?? []);
    return new Set(
      children.filter(
        (child) =>
          this.exclude.has(child) &&
          !this.brought.has(child) &&
          [...this.subtreeInTarget(child, this.brought)].every((block) => !needed.has(block)),
      ),
    );
  }

  /** What the target has below the blocks that come, or that are taken off, and that is neither brought nor kept. */
  private goneBlocks(kept: ReadonlySet<BlockRef>): BlockRef[] {
    const stays = new Set([...kept].flatMap((block) => [...this.subtreeInTarget(block, this.brought)]));
    const below = new Set([...this.brought, ...this.taken].flatMap((block) => [...this.subtreeInTarget(block)]));
    return [...below].filter((block) => this.target.has(block) && !this.brought.has(block) && !stays.has(block));
  }

  private broughtRow(block: BlockRef, kept: ReadonlySet<BlockRef>): TreeRow {
    const row = this.source.get(block)!;
    const before = this.target.get(block)?.children ?? [];
    const children = [
      ...row.children.filter((child) => this.brought.has(child)),
      ...before.filter((child) => kept.has(child)),
    ];
    return { ...row, children: arranged(children, row.children, before) };
  }

  /** Puts a block into its parent's list, and the parent on the target if it is not there. */
  private list(block: BlockRef, parent: BlockRef): void {
    const inSource = this.source.get(parent);
    const there = this.now(parent);
    if (there) {
      const children = [...there.children.filter((child) => child !== block), block];
      // No order to go by where the source does not have it there: then it keeps its place.
      const before = this.target.get(parent)?.children ?? [];
      this.next.set(parent, { ...there, children: arranged(children, inSource?.children ?? [], before) });
      return;
    }
    this.next.set(parent, { ...inSource!, children: [block] });
    if (inSource!.parent !== null) this.list(parent, inSource!.parent);
  }

  /** Takes a block out of the list of the parent that it has on the target. */
  private unlist(block: BlockRef): void {
    const parent = this.target.get(block)?.parent ?? null;
    const holder = parent === null ? null : this.now(parent);
    if (holder)
      this.next.set(holder.block, { ...holder, children: holder.children.filter((child) => child !== block) });
  }

  private outcome(): TransferPlan {
    const copied: BlockRef[] = [];
    const altered: TreeRow[] = [];
    const removed: BlockRef[] = [];
    const before = new Map<BlockRef, TreeRow>();
    const after = new Map<BlockRef, TreeRow>();
    for (const [block, row] of this.next) {
      const target = this.target.get(block);
      if (target) before.set(block, target);
      if (row) after.set(block, row);
      if (row === null) {
        if (target) removed.push(block);
      } else if (isSameRow(row, this.source.get(block))) {
        // Also where only the time of its last change differs: equal rows have equal ones (ADR 0005).
        if (!isSameRow(row, target) || this.source.get(block)!.edited !== target!.edited) copied.push(block);
      } else if (!isSameRow(row, target)) altered.push(row);
    }
    return { copied, altered, removed, changes: changesBetween(before, after) };
  }
}

/** From the parent up. */
function* ancestorsIn(part: TreePart, block: BlockRef): Generator<BlockRef> {
  for (let row = part.get(block); row?.parent; row = part.get(row.parent)) yield row.parent;
}

function isSameRow(row: TreeRow, other: TreeRow | undefined): boolean {
  return (
    other !== undefined &&
    row.parent === other.parent &&
    isDeepStrictEqual(row.children, other.children) &&
    saysTheSame(row, other)
  );
}

/**
 * Siblings in the order that the source has them in; those that it does not have follow the one that they followed before.
 * @param children all of them, in any order
 */
export function arranged(
  children: readonly BlockRef[],
  source: readonly BlockRef[],
  before: readonly BlockRef[],
): BlockRef[] {
  const all = new Set(children);
  const inSource = new Set(source);
  const arrangedOnes = source.filter((child) => all.has(child));
  const others = [
    ...before.filter((child) => all.has(child) && !inSource.has(child)),
    ...children.filter((child) => !inSource.has(child) && !before.includes(child)),
  ];
  for (const child of others) {
    const previous = before
      .slice(0, Math.max(0, before.indexOf(child)))
      .findLast((each) => arrangedOnes.includes(each));
    if (!before.includes(child)) arrangedOnes.push(child);
    else arrangedOnes.splice(previous === undefined ? 0 : arrangedOnes.indexOf(previous) + 1, 0, child);
  }
  return arrangedOnes;
}
