import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import type { BlockRef } from './block-ref.js';
import { differingBlocks, touchedBlocks, type PointOnLine } from './differing-blocks.js';

/** The two states of a course that are compared: the heads of `draft` and `published`. */
export interface BothHeads {
  readonly courseId: number;
  readonly draft: PointOnLine;
  readonly published: PointOnLine;
}

/** What is known of two heads. They never change, so neither does this. */
interface Known extends BothHeads {
  /** Blocks whose rows are not the same on both sides. */
  readonly blocks: ReadonlySet<BlockRef>;
  /** Containers of which it was asked whether something below differs. */
  readonly answers: Map<BlockRef, boolean>;
  /** The ancestors in the draft of all that differs; absent while nobody has asked, and where that is too much. */
  ancestors?: ReadonlySet<BlockRef>;
}

/** Names of blocks in all courses together; one takes about 100 bytes. */
const KEPT_BLOCKS = 500_000;
/** From here on nearly every container has something that differs, and looking down ends sooner than looking up. */
const MANY = 1_000;

/**
 * Which blocks differ between draft and published (SPEC C-5). What is known of two heads is carried on to the next ones by the rows
 * that were opened and closed in between: after an edit the question costs what the edit has touched, in a course of any size
 * (C-9). All rows are compared once for each line.
 */
@Injectable()
export class UnpublishedBlocks {
  private readonly known = new LRUCache<number, Known>({
    maxSize: KEPT_BLOCKS,
    sizeCalculation: ({ blocks }) => blocks.size + 10,
  });

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Blocks that are other in the draft than on the published branch, or on one of them only. */
  async between(heads: BothHeads): Promise<ReadonlySet<BlockRef>> {
    return (await this.knownOf(heads)).blocks;
  }

  /** Whether something below a block of the draft differs, or the block itself (edX: has_changes). */
  async includes(heads: BothHeads, block: BlockRef): Promise<boolean> {
    const known = await this.knownOf(heads);
    if (known.blocks.has(block)) return true;
    if (known.blocks.size === 0) return false;
    if (known.blocks.size <= MANY) {
      known.ancestors ??= await this.ancestorsIn(known);
      return known.ancestors.has(block);
    }
    const answer = known.answers.get(block) ?? (await this.differsBelow(heads, block));
    known.answers.set(block, answer);
    return answer;
  }

  private async knownOf(heads: BothHeads): Promise<Known> {
    const before = this.known.get(heads.courseId);
    if (before && before.draft.guid === heads.draft.guid && before.published.guid === heads.published.guid)
      return before;
    const blocks = before && goesOn(before, heads) ? await this.carriedOn(before, heads) : await this.compared(heads);
    const known = { ...heads, blocks, answers: new Map<BlockRef, boolean>() };
    this.known.set(heads.courseId, known);
    return known;
  }

  private async carriedOn(before: Known, heads: BothHeads): Promise<Set<BlockRef>> {
    const blocks = new Set(before.blocks);
    for (const { block, differs } of await touchedBlocks(this.dataSource.manager, points(before), points(heads))) {
      if (differs) blocks.add(block);
      else blocks.delete(block);
    }
    return blocks;
  }

  private async compared(heads: BothHeads): Promise<Set<BlockRef>> {
    return differingBlocks(this.dataSource.manager, points(heads));
  }

  private async ancestorsIn({ courseId, draft, blocks }: Known): Promise<ReadonlySet<BlockRef>> {
    const values = [courseId, draft.line, draft.ordinal, [...blocks]];
    const rows = await this.dataSource.query<{ block: BlockRef }[]>(ANCESTORS, values);
    return new Set(rows.map(({ block }) => block));
  }

  private async differsBelow({ courseId, draft, published }: BothHeads, block: BlockRef): Promise<boolean> {
    const values = [courseId, draft.line, draft.ordinal, published.line, published.ordinal, block];
    return (await this.dataSource.query<unknown[]>(DIFFERS_BELOW, values)).length > 0;
  }
}

const points = ({ courseId, draft: one, published: other }: BothHeads) => ({ courseId, one, other });

/** Whether the heads are later on the very lines of what is known. */
function goesOn(before: BothHeads, { draft, published }: BothHeads): boolean {
  return (
    before.draft.line === draft.line &&
    before.published.line === published.line &&
    before.draft.ordinal <= draft.ordinal &&
    before.published.ordinal <= published.ordinal
  );
}

/** $1 course, $2 line, $3 ordinal, $4 blocks. UNION, so that each ancestor is looked up once. */
const ANCESTORS = `
WITH RECURSIVE up AS (
  SELECT b.parent FROM unnest($4::text[]) AS wanted (name) CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b
  UNION
  SELECT p.parent FROM up u CROSS JOIN LATERAL block_at($1, $2, $3, u.parent) p
)
SELECT parent AS block FROM up WHERE parent IS NOT NULL`;

/** $1 course, $2 and $3 line and ordinal of the draft, $4 and $5 of what is published, $6 block. Ends at the first that differs. */
const DIFFERS_BELOW = `
WITH RECURSIVE down AS (
  SELECT b.block, b.children, b.edited FROM block_at($1, $2, $3, $6) b
  UNION ALL
  SELECT c.block, c.children, c.edited
    FROM down d CROSS JOIN LATERAL unnest(d.children) AS l (child) CROSS JOIN LATERAL block_at($1, $2, $3, l.child) c
)
SELECT FROM down d LEFT JOIN LATERAL block_at($1, $4, $5, d.block) p ON true
 WHERE d.edited IS DISTINCT FROM p.edited LIMIT 1`;
