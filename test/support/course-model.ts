/** A block of the model: what it says, where it stands. */
interface ModelBlock {
  readonly id: string;
  name: string;
  parent: string | null;
  children: string[];
}

/** One branch's tree, by block id. */
export class ModelTree {
  private constructor(private readonly blocks: Map<string, ModelBlock>) {}

  static withRoot(root: string, name: string): ModelTree {
    return new ModelTree(new Map([[root, { id: root, name, parent: null, children: [] }]]));
  }

  copy(): ModelTree {
    const blocks = [...this.blocks.values()].map((block): [string, ModelBlock] => [
      block.id,
      { ...block, children: [...block.children] },
    ]);
    return new ModelTree(new Map(blocks));
  }

  has(id: string): boolean {
    return this.blocks.has(id);
  }

  get(id: string): ModelBlock {
    return this.blocks.get(id)!;
  }

  get ids(): string[] {
    return [...this.blocks.keys()];
  }

  create(id: string, parent: string, position: number, name: string): void {
    this.blocks.set(id, { id, name, parent, children: [] });
    this.get(parent).children.splice(position, 0, id);
  }

  rename(id: string, name: string): void {
    this.get(id).name = name;
  }

  move(id: string, parent: string, position: number): void {
    this.unlist(id);
    this.get(id).parent = parent;
    this.get(parent).children.splice(position, 0, id);
  }

  reorder(id: string, children: readonly string[]): void {
    this.get(id).children = [...children];
  }

  delete(id: string): void {
    this.unlist(id);
    for (const below of this.subtree(id)) this.blocks.delete(below);
  }

  /** The block and everything below it. */
  subtree(id: string): string[] {
    return this.has(id) ? [id, ...this.get(id).children.flatMap((child) => this.subtree(child))] : [];
  }

  ancestors(id: string): string[] {
    const { parent } = this.get(id);
    return parent === null ? [] : [parent, ...this.ancestors(parent)];
  }

  /**
   * Publishing and discarding in the plainest words: everything of the subtree goes from here, wherever it stands; what the
   * subtree needs above itself comes; then the subtree comes, among its siblings where the source has it.
   */
  take(source: ModelTree, id: string): void {
    const before = this.copy();
    const coming = source.subtree(id);
    const inTheWay = new Set(coming.flatMap((block) => this.subtree(block)));
    for (const block of inTheWay) if (this.has(block)) this.delete(block);
    for (const block of [...source.ancestors(id).toReversed(), ...coming]) {
      if (this.has(block)) continue;
      const { name, parent } = source.get(block);
      this.create(block, parent!, 0, name);
      this.arrange(parent!, source, before);
    }
  }

  /** Siblings as the source has them; each that it does not have behind the one that it was behind before. */
  private arrange(parent: string, source: ModelTree, before: ModelTree): void {
    const here = new Set(this.get(parent).children);
    const order = source.get(parent).children.filter((child) => here.has(child));
    const followers = new Map<string, string[]>([['', []], ...order.map((child): [string, string[]] => [child, []])]);
    let leader = '';
    for (const child of before.has(parent) ? before.get(parent).children : []) {
      if (followers.has(child)) leader = child;
      else if (here.has(child)) followers.get(leader)!.push(child);
    }
    this.get(parent).children = [...followers].flatMap(([child, behind]) =>
      child === '' ? behind : [child, ...behind],
    );
  }

  private unlist(id: string): void {
    const { parent } = this.get(id);
    if (parent !== null) this.get(parent).children = this.get(parent).children.filter((child) => child !== id);
  }

  /** Whether the block and everything below it, in either tree, is the same in both. */
  hasSameSubtree(other: ModelTree, id: string): boolean {
    const all = new Set([...this.subtree(id), ...other.subtree(id)]);
    return [...all].every(
      (block) => JSON.stringify(this.blocks.get(block)) === JSON.stringify(other.blocks.get(block)),
    );
  }

  /** The tree as the API's outline tells it. */
  get outline(): Record<string, { name: string; children: string[] }> {
    return Object.fromEntries(
      [...this.blocks.values()].map(({ id, name, children }) => [id, { name, children: [...children] }]),
    );
  }
}
