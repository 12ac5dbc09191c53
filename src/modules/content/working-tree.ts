import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors/app-error.js';
import { type BlockChange, changesBetween, type ComparableBlock } from './block-change.js';
import { type BlockRef, usageKeyOf } from './block-ref.js';
import { type BranchHead, storedBlock, type StoredBlockRow } from './branch-head.js';
import type { BlockState, ChangeSet, StoredBlock } from './content-change.js';
import type { CourseVersion } from './course-version.js';

/**
 * The tree of a branch while a structural change works on it (ADR 0022): what is stored, under what the change has put and
 * removed so far. Blocks are read when they are asked for, several in one statement, each with its ancestors; so a change
 * costs what it touches, whatever the size of the course (SPEC C-9).
 *
 * What a change leaves has to be a tree: each parent and its children name each other. The database refuses any other.
 */
export class WorkingTree {
  /** What the head has; null: it has no such block. */
  private readonly stored = new Map<BlockRef, StoredBlock | null>();
  /** What the change has made of it; null: it removed the block. */
  private readonly states = new Map<BlockRef, BlockState | null>();

  constructor(
    /** Of the transaction in which the tree is changed, for whatever else belongs to the change. */
    readonly manager: EntityManager,
    private readonly base: BranchHead,
  ) {
    for (const [block, stored] of base.blocks) this.stored.set(block, stored);
  }

  /** The head that is being changed. */
  get head(): CourseVersion {
    return this.base.head;
  }

  /** The block as it is now; null when there is none. */
  async find(block: BlockRef): Promise<BlockState | null> {
    await this.load([block]);
    return this.now(block);
  }

  /** @throws NotFoundError */
  async get(block: BlockRef): Promise<BlockState> {
    const state = await this.find(block);
    if (!state) throw new NotFoundError(`block "${usageKeyOf(this.head.courseKey, block)}"`);
    return state;
  }

  /** The block as the head has it, whatever the change has done since; null when it is not there. */
  async atHead(block: BlockRef): Promise<StoredBlock | null> {
    await this.load([block]);
    return this.stored.get(block) ?? null;
  }

  /** Reads blocks that will be asked for, in one statement. */
  async load(blocks: Iterable<BlockRef>): Promise<void> {
    // What the change has put without a look at the head is new.
    const missing = [...new Set(blocks)].filter((block) => !this.stored.has(block) && !this.states.has(block));
    if (missing.length === 0) return;
    const { courseId, line, ordinal } = this.head;
    const rows = await this.manager.query<StoredBlockRow[]>(WITH_ANCESTORS, [courseId, line, ordinal, missing]);
    for (const block of missing) this.stored.set(block, null);
    for (const row of rows) this.stored.set(row.block, storedBlock(row));
  }

  /** The block and everything below it as it is now, each parent before its children. A statement for each level. */
  async subtree(root: BlockRef): Promise<BlockState[]> {
    const found: BlockState[] = [];
    for (let level = [root]; level.length > 0;) {
      await this.load(level);
      const states = level.map((block) => this.now(block)).filter((state) => state !== null);
      found.push(...states);
      level = states.flatMap(({ children }) => children);
    }
    return found;
  }

  /** From the block's parent up to the root, as it is now. */
  async ancestors(block: BlockRef): Promise<BlockState[]> {
    const found: BlockState[] = [];
    let next = (await this.get(block)).parent;
    while (next !== null) {
      const state = await this.get(next);
      found.push(state);
      next = state.parent;
    }
    return found;
  }

  /** Makes the block what is given: a new one, or another state of the one that is there. */
  put(state: BlockState): void {
    this.states.set(state.block, state);
  }

  /** Takes a single block away; whoever calls sees to its parent and its children. */
  remove(block: BlockRef): void {
    this.states.set(block, null);
  }

  /** What the change comes to, for writing. */
  get changeSet(): ChangeSet {
    const entries = [...this.states];
    return {
      put: entries.flatMap(([, state]) => (state ? [state] : [])),
      // A block that the change itself had made is gone without a trace.
      remove: entries.flatMap(([block, state]) => (!state && this.stored.get(block) ? [block] : [])),
    };
  }

  /** What the change comes to, for people. Parents that only list other children are not named. */
  get changes(): BlockChange[] {
    const before = new Map<BlockRef, ComparableBlock>();
    const after = new Map<BlockRef, ComparableBlock>();
    for (const [block, state] of this.states) {
      const stored = this.stored.get(block);
      if (stored) before.set(block, stored);
      if (state) after.set(block, { ...state, definition: state.sharedDefinition ?? null });
    }
    return changesBetween(before, after);
  }

  /** Head and blocks as {@link NewVersion} compares with them. */
  get comparedWith(): BranchHead {
    const blocks = [...this.stored].flatMap(([block, stored]): [BlockRef, StoredBlock][] =>
      stored ? [[block, stored]] : [],
    );
    return { ...this.base, blocks: new Map(blocks) };
  }

  private now(block: BlockRef): BlockState | null {
    const state = this.states.get(block);
    return state !== undefined ? state : (this.stored.get(block) ?? null);
  }
}

/** $1 course, $2 line, $3 ordinal, $4 blocks: they and their ancestors. */
const WITH_ANCESTORS = `
WITH RECURSIVE upwards AS (
  SELECT b.block, b.parent FROM unnest($4::text[]) AS wanted (name) CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b
  UNION
  SELECT p.block, p.parent FROM upwards u CROSS JOIN LATERAL block_at($1, $2, $3, u.parent) p
)
SELECT r.block, r.parent, r.children, r.display_name, r.settings, r.definition, r.edited,
       d.content, d.olx, d.original AS definition_original
  FROM upwards u CROSS JOIN LATERAL block_at($1, $2, $3, u.block) r JOIN definitions d ON d.guid = r.definition`;
