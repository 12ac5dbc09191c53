import type { EntityManager } from 'typeorm';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { BlockRef } from '../block-ref.js';
import type { CourseVersion } from '../course-version.js';
import type { JsonObject } from '../json.js';
import type { LinkedRow } from './field-merge.js';
import { UPSTREAM } from './upstream-link.js';

type At = Pick<CourseVersion, 'courseId' | 'line' | 'ordinal'>;

interface Row {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: BlockRef[];
  readonly display_name: string | null;
  readonly settings: JsonObject;
  readonly definition: string;
  readonly edited: string;
}

/** Content and OLX remainder, by the id of the definition that holds them. */
export type SaidByDefinition = ReadonlyMap<string, Pick<LinkedRow, 'content' | 'olx'>>;

/** A block of a version and the next below it, each parent before its children, without content. @param most rows, and no more */
export async function readSubtree(manager: EntityManager, at: At, block: BlockRef, most: number): Promise<LinkedRow[]> {
  const rows = await manager.query<Row[]>(SUBTREE, [at.courseId, at.line, at.ordinal, block, most]);
  return rows.map(rowOf);
}

/** A block, and a version of its course. */
export interface Pin {
  readonly block: BlockRef;
  readonly version: string;
}

/** Blocks as certain versions of the course have them; what is not there, or no version of this course, is absent. */
export async function readPinned(
  manager: EntityManager,
  courseId: number,
  pins: readonly Pin[],
): Promise<(LinkedRow & Pick<Pin, 'version'>)[]> {
  if (pins.length === 0) return [];
  const rows = await manager.query<(Row & Pick<Pin, 'version'>)[]>(PINNED, [
    courseId,
    pins.map(({ block }) => block),
    pins.map(({ version }) => version),
  ]);
  return rows.map(({ version, ...row }) => ({ version, ...rowOf(row) }));
}

/** The names of all blocks of some subtrees, each as a certain version had it, the roots among them. */
export async function readBlocksBelow(
  manager: EntityManager,
  courseId: number,
  roots: readonly Pin[],
  most: number,
): Promise<Set<BlockRef>> {
  const rows = await manager.query<{ block: BlockRef }[]>(BELOW, [
    courseId,
    roots.map(({ block }) => block),
    roots.map(({ version }) => version),
    most,
  ]);
  return new Set(rows.map(({ block }) => block));
}

export async function readContents(
  manager: EntityManager,
  definitions: ReadonlySet<string>,
): Promise<SaidByDefinition> {
  if (definitions.size === 0) return new Map();
  const rows = await manager.query<{ guid: string; content: JsonObject; olx: JsonObject | null }[]>(
    'SELECT guid, content, olx FROM definitions WHERE guid = ANY ($1::text[])',
    [[...definitions]],
  );
  return new Map(rows.map(({ guid, content, olx }) => [guid, { content, olx }]));
}

/** Which of these blocks a version has. */
export async function readExisting(
  manager: EntityManager,
  at: At,
  blocks: readonly BlockRef[],
): Promise<Set<BlockRef>> {
  const rows = await manager.query<{ block: BlockRef }[]>(
    'SELECT b.block FROM unnest($4::text[]) AS wanted (name) CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b',
    [at.courseId, at.line, at.ordinal, blocks],
  );
  return new Set(rows.map(({ block }) => block));
}

/** The blocks of a version that are linked to a course, by name, with the value of their link. */
export async function readLinks(
  manager: EntityManager,
  at: At,
  source: CourseKey,
): Promise<{ block: BlockRef; upstream: string }[]> {
  return manager.query(
    `SELECT b.block, b.settings ->> '${UPSTREAM}' AS upstream FROM blocks b
      WHERE b.course_id = $1 AND b.line = $2 AND b.until > $3 AND b.since <= $3
        AND starts_with(b.settings ->> '${UPSTREAM}', $4) ORDER BY b.block`,
    [at.courseId, at.line, at.ordinal, linksTo(source)],
  );
}

/** With what every usage key of a course begins, whichever branch or version it names. */
export function linksTo(course: CourseKey): string {
  return `block-v1:${course.forBranch(null).forVersion(null).body}+`;
}

function rowOf({ display_name: displayName, ...row }: Row): LinkedRow {
  return { ...row, displayName };
}

const COLUMNS = 'r.block, r.parent, r.children, r.display_name, r.settings, r.definition, r.edited';

/** $1 course, $2 line, $3 ordinal, $4 block, $5 most rows. */
const SUBTREE = `
WITH RECURSIVE down AS (
  SELECT b.*, 0 AS depth FROM block_at($1, $2, $3, $4) b
  UNION ALL
  SELECT c.*, d.depth + 1 FROM down d CROSS JOIN LATERAL unnest(d.children) AS l (child)
   CROSS JOIN LATERAL block_at($1, $2, $3, l.child) c
), wanted AS (SELECT * FROM down LIMIT $5)
SELECT ${COLUMNS} FROM wanted r ORDER BY r.depth, r.block`;

/** $1 course, $2 blocks, $3 a version for each. */
const PINNED = `
SELECT pin.guid AS version, ${COLUMNS}
  FROM unnest($2::text[], $3::text[]) AS pin (block, guid)
  JOIN versions v ON v.course_id = $1 AND v.guid = pin.guid
 CROSS JOIN LATERAL block_at($1, v.line, v.ordinal, pin.block) r`;

/** $1 course, $2 blocks, $3 a version for each, $4 most rows. */
const BELOW = `
WITH RECURSIVE down AS (
  SELECT v.line, v.ordinal, b.block, b.children
    FROM unnest($2::text[], $3::text[]) AS pin (block, guid)
    JOIN versions v ON v.course_id = $1 AND v.guid = pin.guid
   CROSS JOIN LATERAL block_at($1, v.line, v.ordinal, pin.block) b
  UNION ALL
  SELECT d.line, d.ordinal, c.block, c.children FROM down d CROSS JOIN LATERAL unnest(d.children) AS l (child)
   CROSS JOIN LATERAL block_at($1, d.line, d.ordinal, l.child) c
)
SELECT block FROM down LIMIT $4`;
