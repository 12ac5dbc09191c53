import type { BlockRef } from '../block-ref.js';
import { arranged } from '../transfer-plan.js';
import type { LinkedRow, RowsByBlock } from './field-merge.js';

/** A linked subtree, and the states of its source (ADR 0025). */
export interface LinkedSubtree {
  /** The block that is brought level, and its source. */
  readonly root: BlockRef;
  readonly sourceRoot: BlockRef;
  /** The subtree here, each parent before its children. */
  readonly here: RowsByBlock;
  /** The subtree of the source as it is, each parent before its children. */
  readonly source: RowsByBlock;
  /** Linked blocks of the subtree, each with its source: the first of several copies of one block. */
  readonly pairs: ReadonlyMap<BlockRef, BlockRef>;
  /** What the sources of linked blocks were when these were last brought level; absent where nobody can say. */
  readonly base: RowsByBlock;
  /** Further blocks that the subtree of the source had then: below blocks that were removed here since. */
  readonly known: ReadonlySet<BlockRef>;
  /** Blocks of the source that are themselves copies of what is here: they do not come back. */
  readonly echoes: ReadonlySet<BlockRef>;
  /** What a new copy is called. */
  readonly nameOf: (source: BlockRef) => BlockRef;
}

export interface StructureRules {
  /** Whether a block says here what its source said. */
  readonly isUntouched: (here: LinkedRow, base: LinkedRow) => boolean;
  /** Whether the source counts where something was changed here. */
  readonly replacesAll: boolean;
}

/** Where a block comes to stand. */
export type Standing = Pick<LinkedRow, 'parent' | 'children'>;

/** Which blocks there will be, and where. */
export interface StructurePlan {
  /** Each block of here that has its counterpart in the source, and each that comes, with that counterpart. */
  readonly sources: ReadonlyMap<BlockRef, BlockRef>;
  /** Blocks that come, by their names here. */
  readonly brought: ReadonlyMap<BlockRef, LinkedRow>;
  readonly removed: ReadonlySet<BlockRef>;
  /** Blocks whose source is gone, and that stay all the same. */
  readonly orphans: ReadonlySet<BlockRef>;
  /** Of every block that there will be. */
  readonly places: ReadonlyMap<BlockRef, Standing>;
  /** Blocks that the source has moved, and that stay where they were put here. */
  readonly placesKept: ReadonlySet<BlockRef>;
  /** Blocks whose children the source has reordered, and that keep the order of here. */
  readonly ordersKept: ReadonlySet<BlockRef>;
  /** Blocks of the source that were removed here, the topmost of each subtree. */
  readonly removedHere: readonly BlockRef[];
}

/**
 * The tree after an update. A block that is new in the source comes, at its place; one that is gone there goes, unless something was
 * made of it or below it here; what was moved or reordered there is moved here, unless it was done here as well.
 */
export function structureAfter(subtree: LinkedSubtree, rules: StructureRules): StructurePlan {
  return new Structure(subtree, rules).plan();
}

class Structure implements StructurePlan {
  readonly sources = new Map<BlockRef, BlockRef>();
  readonly brought = new Map<BlockRef, LinkedRow>();
  readonly removed = new Set<BlockRef>();
  readonly orphans = new Set<BlockRef>();
  readonly places = new Map<BlockRef, Standing>();
  readonly placesKept = new Set<BlockRef>();
  readonly ordersKept = new Set<BlockRef>();
  readonly removedHere: BlockRef[] = [];
  /** Source → here. */
  private readonly copies = new Map<BlockRef, BlockRef>();
  /** Blocks of the source of which it was known when the copy was last brought level. */
  private readonly known: Set<BlockRef>;
  /** Where blocks of here come to stand. */
  private readonly parents = new Map<BlockRef, BlockRef | null>();

  constructor(
    private readonly subtree: LinkedSubtree,
    private readonly rules: StructureRules,
  ) {
    const { pairs, base, source, known, here } = subtree;
    const listed = [...pairs.values()].flatMap((block) => (base.get(block) ?? source.get(block))?.children ?? []);
    this.known = new Set([...known, ...listed]);
    for (const [block, { parent }] of here) this.parents.set(block, parent);
    for (const [block, original] of pairs) if (this.belongs(original)) this.pair(block, original);
  }

  plan(): StructurePlan {
    this.bring();
    this.move();
    this.remove();
    for (const row of this.subtree.here.values()) if (!this.removed.has(row.block)) this.place(row);
    for (const [block, row] of this.brought) this.placeBrought(block, row);
    return this;
  }

  /** A linked block that came here from elsewhere, such as from another copied unit, is no part of this link. */
  private belongs(original: BlockRef): boolean {
    return original === this.subtree.sourceRoot || this.subtree.source.has(original) || this.known.has(original);
  }

  private pair(block: BlockRef, original: BlockRef): void {
    this.sources.set(block, original);
    this.copies.set(original, block);
  }

  private bring(): void {
    const { source, sourceRoot, echoes, nameOf } = this.subtree;
    for (const row of source.values()) {
      const { block: original, parent } = row;
      if (original === sourceRoot || this.copies.has(original) || !this.copies.has(parent!)) continue;
      if (echoes.has(original)) continue;
      if (this.known.has(original) && !this.rules.replacesAll) {
        this.removedHere.push(original);
        continue;
      }
      const block = nameOf(original);
      this.pair(block, original);
      this.brought.set(block, row);
      this.parents.set(block, this.copies.get(parent!)!);
    }
  }

  private move(): void {
    const { source, sourceRoot } = this.subtree;
    for (const row of source.values()) {
      const block = this.copies.get(row.block);
      if (row.block === sourceRoot || block === undefined || this.brought.has(block)) continue;
      const target = this.copies.get(row.parent!);
      if (target === this.parents.get(block) || !this.isToMove(row, block)) continue;
      if (target === undefined || this.isWithin(target, block)) this.placesKept.add(block);
      else this.parents.set(block, target);
    }
  }

  /** Whether the source's place counts: it was moved there, and not here. */
  private isToMove({ block: original, parent }: LinkedRow, block: BlockRef): boolean {
    if (this.rules.replacesAll) return true;
    const base = this.subtree.base.get(original);
    if (base === undefined || base.parent === parent) return false;
    const isMovedHere = this.sources.get(this.parents.get(block)!) !== base.parent;
    if (isMovedHere) this.placesKept.add(block);
    return !isMovedHere;
  }

  /** Whether a block stands below another one, as far as is known by now. */
  private isWithin(block: BlockRef, other: BlockRef): boolean {
    for (let next: BlockRef | null | undefined = block; next; next = this.parents.get(next))
      if (next === other) return true;
    return false;
  }

  /** From the leaves up: what holds something that stays, stays as well. */
  private remove(): void {
    const { here, source, base } = this.subtree;
    const holding = new Set(this.brought.keys().map((block) => this.parents.get(block)!));
    for (const row of [...here.values()].reverse()) {
      const original = this.sources.get(row.block);
      const isGone = original !== undefined && !source.has(original);
      const was = original === undefined ? undefined : base.get(original);
      const isUntouched = was !== undefined && (this.rules.replacesAll || this.rules.isUntouched(row, was));
      if (isGone && isUntouched && !holding.has(row.block)) {
        this.removed.add(row.block);
        continue;
      }
      if (isGone) this.orphans.add(row.block);
      const parent = this.parents.get(row.block);
      if (parent) holding.add(parent);
    }
    for (const orphan of this.orphans) this.sources.delete(orphan);
  }

  private place({ block, children }: LinkedRow): void {
    const stays = children.filter((child) => !this.removed.has(child) && this.parents.get(child) === block);
    const original = this.sources.get(block);
    const row = original === undefined ? undefined : this.subtree.source.get(original);
    const parent = this.parents.get(block)!;
    this.places.set(block, { parent, children: row === undefined ? stays : this.ordered(block, stays, row) });
  }

  private placeBrought(block: BlockRef, row: LinkedRow): void {
    this.places.set(block, { parent: this.parents.get(block)!, children: this.copiesOf(row.children, block) });
  }

  /** The children of a block that its source has, in whose order nothing of here is lost. */
  private ordered(block: BlockRef, stays: readonly BlockRef[], source: LinkedRow): readonly BlockRef[] {
    const inSource = this.copiesOf(source.children, block);
    const all = [...new Set([...stays, ...inSource])];
    const base = this.subtree.base.get(source.block);
    const was = base?.children.flatMap((child) => this.copies.get(child) ?? []) ?? null;
    const isReordered = was === null || differsInOrder(was, stays);
    const isReorderedThere = was !== null && differsInOrder(was, inSource);
    if (this.rules.replacesAll || (isReorderedThere && !isReordered)) return arranged(all, inSource, stays);
    if (isReorderedThere && differsInOrder(inSource, stays)) this.ordersKept.add(block);
    return arranged(all, stays, inSource);
  }

  /** Those of the source's children whose copies stand, or come to stand, in this block. */
  private copiesOf(children: readonly BlockRef[], parent: BlockRef): BlockRef[] {
    return children
      .flatMap((child) => this.copies.get(child) ?? [])
      .filter((copy) => !this.removed.has(copy) && this.parents.get(copy) === parent);
  }
}

/** Whether what both lists have stands in another order. */
function differsInOrder(one: readonly BlockRef[], other: readonly BlockRef[]): boolean {
  const inOther = new Set(other);
  const inOne = new Set(one);
  const common = one.filter((block) => inOther.has(block));
  return other.filter((block) => inOne.has(block)).some((block, index) => block !== common[index]);
}
