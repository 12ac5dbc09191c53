import { isDeepStrictEqual } from 'node:util';
import { typeOf, type BlockRef } from '../reader/block-catalogue.js';
import type { WritableBlock } from './write-context.js';

/** A tree without content. */
export interface Outline {
  readonly root: BlockRef;
  readonly nodes: ReadonlyMap<BlockRef, OutlineNode>;
}

export interface OutlineNode {
  readonly children: readonly BlockRef[];
  /** Version in which the block itself last changed: equal ones are equal blocks. */
  readonly edited: string;
}

/** What has to be written as a draft, and what of the draft has no place in such an archive. */
export interface DraftSelection {
  /** Topmost blocks with changes; with their parents and positions in the draft. */
  readonly roots: readonly { readonly block: BlockRef; readonly parent: BlockRef; readonly index: number }[];
  /** Blocks of the published tree whose changed list of children, or deletion, only the draft knows. */
  readonly unsaid: readonly BlockRef[];
}

/** In edX these have no drafts of their own: drafts are of what stands in them (OLX rule 43). */
const WITHOUT_DRAFT: ReadonlySet<string> = new Set(['course', 'chapter', 'sequential']);

type Load = (blocks: readonly BlockRef[]) => Promise<ReadonlyMap<BlockRef, WritableBlock>>;

/** Compares the draft with what is published. */
export class DraftSelector {
  private readonly changed = new Set<BlockRef>();
  private readonly roots: { block: BlockRef; parent: BlockRef; index: number }[] = [];
  private readonly unsaid: BlockRef[] = [];

  constructor(
    private readonly published: Outline,
    private readonly draft: Outline,
    private readonly load: { readonly published: Load; readonly draft: Load },
  ) {}

  /**
   * Drafts are put into their parents by position, so additions and changes can be said; what the draft has taken out of a
   * chapter, or put into another order there, cannot, unless that block is a draft as a whole. The root cannot be one.
   */
  async select(): Promise<DraftSelection> {
    this.findChanged();
    await this.visit(this.draft.root, null, 0);
    return { roots: this.roots, unsaid: this.unsaid };
  }

  /** Every block that differs, or has one that differs below. */
  private findChanged(): void {
    const order = [...postOrder(this.draft, this.draft.root)];
    for (const block of order) {
      const { children, edited } = this.draft.nodes.get(block)!;
      const isSame =
        this.published.nodes.get(block)?.edited === edited && !children.some((child) => this.changed.has(child));
      if (!isSame) this.changed.add(block);
    }
  }

  private async visit(block: BlockRef, parent: BlockRef | null, index: number): Promise<void> {
    if (!this.changed.has(block)) return;
    const node = this.draft.nodes.get(block)!;
    const isWhole = await this.isDraftAsAWhole(block);
    if (isWhole && parent !== null) {
      this.roots.push({ block, parent, index });
      return;
    }
    if (isWhole) this.unsaid.push(block);
    for (const [position, child] of node.children.entries()) await this.visit(child, block, position);
  }

  private async isDraftAsAWhole(block: BlockRef): Promise<boolean> {
    const before = this.published.nodes.get(block);
    const after = this.draft.nodes.get(block)!;
    if (before === undefined || !WITHOUT_DRAFT.has(typeOf(block))) return true;
    if (before.edited === after.edited) return false;
    if (!isSubsequence(before.children, after.children)) return true;
    const [published, draft] = await Promise.all([this.load.published([block]), this.load.draft([block])]);
    return !isSameBesideChildren(published.get(block), draft.get(block));
  }
}

function isSubsequence(part: readonly BlockRef[], whole: readonly BlockRef[]): boolean {
  let at = 0;
  for (const block of whole) if (block === part[at]) at += 1;
  return at === part.length;
}

function isSameBesideChildren(a: WritableBlock | undefined, b: WritableBlock | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.parent === b.parent &&
    a.displayName === b.displayName &&
    isDeepStrictEqual(a.settings, b.settings) &&
    isDeepStrictEqual(a.content, b.content)
  );
}

/** The blocks from a root down, each after its children. */
export function* postOrder({ nodes }: Outline, root: BlockRef): Generator<BlockRef> {
  const stack: { block: BlockRef; next: number }[] = [{ block: root, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = nodes.get(top.block)?.children[top.next];
    top.next += 1;
    if (child !== undefined) stack.push({ block: child, next: 0 });
    else yield stack.pop()!.block;
  }
}
