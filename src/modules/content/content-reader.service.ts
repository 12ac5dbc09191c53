import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource, type EntityManager } from 'typeorm';
import type { BlockRecord } from './block-record.js';
import { type BlockRef, typeOf } from './block-ref.js';
import { BlockTree, GATE_SETTINGS, type TreeNode } from './block-tree.js';
import { type CourseVersion, DRAFT, PUBLISHED } from './course-version.js';
import type { PointOnLine } from './differing-blocks.js';
import type { JsonObject } from './json.js';
import { openingsOf } from './opening.js';
import { UnpublishedBlocks } from './unpublished-blocks.service.js';

/** Nodes of all cached trees together; a node takes about 300 bytes. */
const CACHED_NODES = 200_000;

/** The text is looked at first: it is a fraction of the work of reading the JSON, and few blocks have any. */
const GATES = `CASE WHEN settings::text ~ '"(${GATE_SETTINGS.join('|')})"' THEN
  (SELECT json_object_agg(key, value) FROM json_each(settings) WHERE key IN ('${GATE_SETTINGS.join("', '")}')) END`;

interface TreeRow {
  block: string;
  edited: string;
  children: string[];
  display_name: string | null;
  gate_settings: JsonObject | null;
}

interface BlockRow {
  block: string;
  parent: string | null;
  children: string[];
  display_name: string | null;
  settings: JsonObject;
  definition: string;
  content: JsonObject | null;
  distance: number;
  edited: string;
  edited_by: string | null;
  edited_on: Date;
  published_by: string | null;
  published_on: Date | null;
  published_in: string | null;
  draft_edited: string | null;
  draft_is_container: boolean | null;
  published_edited: string | null;
  draft_head: PointOnLine | null;
  published_head: PointOnLine | null;
}

/** A block of the result, with its content: what a full tree shows. */
export type FullBlock = Pick<
  BlockRecord,
  'block' | 'parent' | 'children' | 'displayName' | 'settings' | 'content' | 'definition'
>;

/** Reads trees and blocks of a version. Each method is a fixed number of SQL statements, whatever the course's size. */
@Injectable()
export class ContentReader {
  private readonly trees = new LRUCache<string, BlockTree>({
    maxSize: CACHED_NODES,
    sizeCalculation: (tree) => tree.nodes.size + 1,
  });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly unpublished: UnpublishedBlocks,
  ) {}

  /** The whole tree without content. One statement; none when the version was read before: versions never change. */
  async tree(version: CourseVersion): Promise<BlockTree> {
    const cached = this.trees.get(version.guid);
    if (cached) return cached;
    // `until` leads the index after the line, so at a head this touches the head's rows and no history (ADR 0005).
    const rows = await this.dataSource.query<TreeRow[]>(
      `SELECT block, children, display_name, edited, ${GATES} AS gate_settings
         FROM blocks
        WHERE course_id = $1 AND line = $2 AND until > $3 AND since <= $3 AND (parent IS NOT NULL OR block = $4)`,
      [version.courseId, version.line, version.ordinal, version.root],
    );
    const tree = new BlockTree(version.root, new Map(rows.map((row) => [row.block, nodeFrom(row)])));
    this.trees.set(version.guid, tree);
    return tree;
  }

  /** One block with its definition, its ancestors' settings and its state of publication; null when it is not in this version. */
  async block(version: CourseVersion, block: BlockRef): Promise<BlockRecord | null> {
    const rows = await this.dataSource.query<BlockRow[]>(BLOCK_SQL, [
      version.courseId,
      version.line,
      version.ordinal,
      block,
    ]);
    return rows.length > 0
      ? { ...recordFrom(rows), hasUnpublishedChanges: await this.hasUnpublishedChanges(version, rows[0]!) }
      : null;
  }

  /** The same of a version that an open transaction has made. Whether anything below it is unpublished, is not looked at. */
  async blockWithin(manager: EntityManager, version: CourseVersion, block: BlockRef): Promise<BlockRecord | null> {
    const { courseId, line, ordinal } = version;
    const rows = await manager.query<BlockRow[]>(BLOCK_SQL, [courseId, line, ordinal, block]);
    if (rows.length === 0) return null;
    return { ...recordFrom(rows), hasUnpublishedChanges: rows[0]!.draft_edited !== rows[0]!.published_edited };
  }

  /**
   * edX's has_changes: something in the draft's subtree last changed in another version than what is published. For a
   * block without children the two rows say it; for a container, what is known of the two heads.
   */
  private async hasUnpublishedChanges({ courseId }: CourseVersion, row: BlockRow): Promise<boolean> {
    const { block, draft_head: draft, published_head: published } = row;
    if (row.draft_edited !== row.published_edited) return true;
    if (!row.draft_is_container || !draft || !published || draft.guid === published.guid) return false;
    return this.unpublished.includes({ courseId, draft, published }, block);
  }

  /** Several blocks of one version with their content, in no order; those that do not exist are absent. */
  async blocks(version: CourseVersion, names: readonly BlockRef[]): Promise<Map<BlockRef, FullBlock>> {
    const rows = await this.dataSource.query<BlockRow[]>(
      `SELECT b.block, b.parent, b.children, b.display_name, b.settings, b.definition, d.content
         FROM unnest($4::text[]) AS wanted (name)
        CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b
         JOIN definitions d ON d.guid = b.definition`,
      [version.courseId, version.line, version.ordinal, names],
    );
    return new Map(rows.map((row) => [row.block, { ...row, displayName: row.display_name, content: row.content! }]));
  }

  /** The detached blocks (about, course_info, static_tab …): they stand beside the tree. */
  async detached(version: CourseVersion): Promise<FullBlock[]> {
    const rows = await this.dataSource.query<BlockRow[]>(
      `SELECT b.block, b.parent, b.children, b.display_name, b.settings, b.definition, d.content
         FROM blocks b JOIN definitions d ON d.guid = b.definition
        WHERE b.course_id = $1 AND b.line = $2 AND b.until > $3 AND b.since <= $3 AND b.parent IS NULL AND b.block <> $4
        ORDER BY b.block`,
      [version.courseId, version.line, version.ordinal, version.root],
    );
    return rows.map((row) => ({ ...row, displayName: row.display_name, content: row.content! }));
  }
}

function nodeFrom(row: TreeRow): TreeNode {
  return {
    block: row.block,
    type: typeOf(row.block),
    displayName: row.display_name,
    children: row.children,
    gateSettings: row.gate_settings,
    edited: row.edited,
  };
}

function recordFrom(rows: BlockRow[]): Omit<BlockRecord, 'hasUnpublishedChanges'> {
  const [row, ...ancestors] = rows as [BlockRow, ...BlockRow[]];
  return {
    block: row.block,
    parent: row.parent,
    children: row.children,
    displayName: row.display_name,
    settings: row.settings,
    definition: row.definition,
    content: row.content ?? {},
    edited: { by: row.edited_by, on: row.edited_on },
    editedIn: row.edited,
    published: row.published_on && { by: row.published_by, on: row.published_on, version: row.published_in! },
    ancestors: ancestors.map(({ block, settings }) => ({ block, settings })),
  };
}

/**
 * $1 course, $2 line, $3 ordinal, $4 block. Row 0 is the block, then its ancestors upwards.
 */
const BLOCK_SQL = `
WITH RECURSIVE
  upwards AS (
    SELECT b.block, b.parent, b.children, b.display_name, b.settings, b.definition, b.edited, 0 AS distance
      FROM block_at($1, $2, $3, $4) b
    UNION ALL
    SELECT p.block, p.parent, '{}'::text[], p.display_name, p.settings, p.definition, p.edited, u.distance + 1
      FROM upwards u CROSS JOIN LATERAL block_at($1, $2, $3, u.parent) p
  ),
  heads AS (
    SELECT b.name, v.guid, v.line, v.ordinal FROM branches b JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head
     WHERE b.course_id = $1 AND b.name IN ('${DRAFT}', '${PUBLISHED}')
  ),
  draft AS (
    SELECT b.edited, cardinality(b.children) > 0 AS is_container FROM heads h CROSS JOIN LATERAL block_at($1, h.line, h.ordinal, $4) b WHERE h.name = '${DRAFT}'
  ),
  published AS (
    SELECT b.since, b.edited, h.line FROM heads h CROSS JOIN LATERAL block_at($1, h.line, h.ordinal, $4) b WHERE h.name = '${PUBLISHED}'
  ),
  ${openingsOf('published')}
SELECT u.block, u.parent, u.children, u.display_name, u.settings, u.definition, u.edited, u.distance,
       d.content, e.created AS edited_on, e.created_by AS edited_by,
       p.created AS published_on, p.created_by AS published_by, p.guid AS published_in,
       (SELECT to_json(h) FROM heads h WHERE h.name = '${DRAFT}') AS draft_head,
       (SELECT to_json(h) FROM heads h WHERE h.name = '${PUBLISHED}') AS published_head,
       (SELECT edited FROM draft) AS draft_edited, (SELECT is_container FROM draft) AS draft_is_container,
       (SELECT edited FROM published) AS published_edited
  FROM upwards u
  LEFT JOIN definitions d ON u.distance = 0 AND d.guid = u.definition
  LEFT JOIN versions e ON u.distance = 0 AND e.guid = u.edited
  LEFT JOIN LATERAL (
    SELECT v.created, v.created_by, v.guid FROM openings o JOIN versions v ON v.course_id = $1 AND v.line = o.line AND v.ordinal = o.since
     ORDER BY o.depth DESC LIMIT 1
  ) p ON u.distance = 0
 ORDER BY u.distance`;
