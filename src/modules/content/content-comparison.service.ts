import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type BlockChange,
  CHANGE_KINDS,
  type ChangeKind,
  changesBetween,
  type ComparableBlock,
  countChanges,
} from './block-change.js';
import type { BlockRef } from './block-ref.js';
import type { CourseVersion } from './course-version.js';
import type { JsonObject } from './json.js';

/** A place in a course's history: a version, or what was there before the first one. */
export type VersionPoint = Pick<CourseVersion, 'courseId' | 'line' | 'ordinal'>;

/** A block that differs between two versions. */
export interface ChangedBlock {
  readonly block: BlockRef;
  readonly kinds: readonly ChangeKind[];
  /** The author's name for it, afterwards where it is still there. */
  readonly displayName: string | null;
}

/** Two versions of one course, and the blocks of which more is to be told. */
export interface Comparison {
  /** Null: nothing was there. */
  readonly before: VersionPoint | null;
  readonly after: VersionPoint | null;
  readonly blocks: readonly BlockRef[];
}

/** How many blocks a version, or a comparison, is about. */
export interface ChangeCounts extends Readonly<Record<ChangeKind, number>> {
  /** Blocks; one that was moved and changed is one. */
  readonly total: number;
}

/** Versions whose counts are kept; well above a page, so that none is dropped while it is told. */
const KEPT_COUNTS = 20_000;

interface StateRow {
  readonly index: number;
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: BlockRef[];
  readonly display_name: string | null;
  readonly settings: JsonObject;
  readonly definition: string;
  readonly content: JsonObject;
}

/** What differs between versions of one course (SPEC C-6). Each method is one statement, whatever there is to compare. */
@Injectable()
export class ContentComparison {
  private readonly counts = new LRUCache<string, ChangeCounts>({ max: KEPT_COUNTS });

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Every block that differs, in no order, without its content. */
  async changedBlocks(
    before: VersionPoint | null,
    after: VersionPoint | null,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<ChangedBlock[]> {
    const courseId = (after ?? before)?.courseId;
    if (courseId === undefined) return [];
    return manager.query<ChangedBlock[]>(
      'SELECT block, kinds, display_name AS "displayName" FROM changed_blocks($1, $2, $3, $4, $5)',
      [courseId, before?.line, before?.ordinal, after?.line, after?.ordinal],
    );
  }

  /** What each of these versions changed, counted; every kind is there. None is counted twice: versions never change. */
  async countsOf(courseId: number, guids: readonly string[]): Promise<Map<string, ChangeCounts>> {
    const missing = guids.filter((guid) => !this.counts.has(guid));
    if (missing.length > 0)
      for (const { guid, ...counts } of await this.count(courseId, missing)) this.counts.set(guid, counts);
    return new Map(guids.map((guid) => [guid, this.counts.get(guid)!]));
  }

  private count(courseId: number, guids: readonly string[]): Promise<({ guid: string } & ChangeCounts)[]> {
    const columns = CHANGE_KINDS.map((kind) => `count(*) FILTER (WHERE '${kind}' = ANY (c.kinds))::int AS ${kind}`);
    return this.dataSource.query(
      `SELECT v.guid, count(c.block)::int AS total, ${columns.join(', ')}
         FROM versions v
         LEFT JOIN versions p ON p.course_id = v.course_id AND p.guid = v.previous
         LEFT JOIN LATERAL changed_blocks(v.course_id, p.line, p.ordinal, v.line, v.ordinal) c ON true
        WHERE v.course_id = $1 AND v.guid = ANY ($2::text[])
        GROUP BY v.guid`,
      [courseId, guids],
    );
  }

  /** The versions that changed one block, with how: the newest need not come first. */
  async versionsOf(courseId: number, block: BlockRef): Promise<Map<string, readonly ChangeKind[]>> {
    const rows = await this.dataSource.query<{ guid: string; kinds: ChangeKind[] }[]>(
      'SELECT guid, kinds FROM block_versions($1, $2)',
      [courseId, block],
    );
    return new Map(rows.map(({ guid, kinds }) => [guid, kinds]));
  }

  /**
   * What happened to these blocks, with the content of both states: for each comparison its blocks in their order, without those that
   * are equal. All comparisons are of one course.
   */
  async changes(
    comparisons: readonly Comparison[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<BlockChange[][]> {
    const sides = comparisons.flatMap(({ before, after, blocks }) => [
      { point: before, blocks },
      { point: after, blocks },
    ]);
    const states = await readStates(manager, sides);
    return comparisons.map(({ blocks }, index) => {
      const all = changesBetween(states[2 * index]!, states[2 * index + 1]!);
      const byBlock = new Map(all.map((change) => [change.block, change]));
      // Their parents were read for the places, and are not asked for.
      return blocks.flatMap((block) => byBlock.get(block) ?? []);
    });
  }

  /** Changes as a dry run tells them, with the content that their `fields` need. */
  async withContent(
    changes: readonly BlockChange[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<BlockChange[]> {
    const states = changes.flatMap(({ before, after }) => [before, after]);
    const guids = states.flatMap((state) => (state?.definition && !state.content ? [state.definition] : []));
    if (guids.length === 0) return [...changes];
    const rows = await manager.query<{ guid: string; content: JsonObject }[]>(
      'SELECT guid, content FROM definitions WHERE guid = ANY ($1::text[])',
      [[...new Set(guids)]],
    );
    const contents = new Map(rows.map(({ guid, content }) => [guid, content]));
    const filled = (state: ComparableBlock | null) =>
      state && { ...state, content: state.content ?? contents.get(state.definition ?? '') ?? {} };
    return changes.map((change) => ({ ...change, before: filled(change.before), after: filled(change.after) }));
  }
}

/** Counts of changes that are known, as {@link ContentComparison.countsOf} has them. */
export function changeCounts(changes: readonly Pick<ChangedBlock, 'kinds'>[]): ChangeCounts {
  return { total: changes.length, ...countChanges(changes) };
}

/** The blocks and their parents at each point, in one statement. */
async function readStates(
  manager: EntityManager,
  sides: readonly { readonly point: VersionPoint | null; readonly blocks: readonly BlockRef[] }[],
): Promise<Map<BlockRef, ComparableBlock>[]> {
  const states = sides.map(() => new Map<BlockRef, ComparableBlock>());
  const wanted = sides.flatMap(({ point, blocks }, index) =>
    point ? blocks.map((block) => ({ index, point, block })) : [],
  );
  if (wanted.length === 0) return states;
  const rows = await manager.query<StateRow[]>(STATES, [
    wanted[0]!.point.courseId,
    wanted.map(({ index }) => index),
    wanted.map(({ point }) => point.line),
    wanted.map(({ point }) => point.ordinal),
    wanted.map(({ block }) => block),
  ]);
  for (const { index, display_name: displayName, ...state } of rows)
    states[index]!.set(state.block, { ...state, displayName });
  return states;
}

/** $1 course; of each block that is wanted $2 which point, $3 its line, $4 its ordinal, $5 the block. */
const STATES = `
WITH wanted AS (
  SELECT w.index, w.line, w.ordinal, b.*
    FROM unnest($2::int[], $3::int[], $4::int[], $5::text[]) AS w (index, line, ordinal, name)
   CROSS JOIN LATERAL (SELECT r.block, r.parent FROM block_at($1, w.line, w.ordinal, w.name) r) b
), named AS (
  SELECT index, line, ordinal, block FROM wanted
  UNION
  SELECT index, line, ordinal, parent FROM wanted WHERE parent IS NOT NULL
)
SELECT n.index, r.block, r.parent, r.children, r.display_name, r.settings, r.definition, d.content
  FROM named n
 CROSS JOIN LATERAL block_at($1, n.line, n.ordinal, n.block) r
  JOIN definitions d ON d.guid = r.definition`;
