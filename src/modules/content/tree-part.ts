import type { EntityManager } from 'typeorm';
import type { ComparableBlock } from './block-change.js';
import type { BlockRef } from './block-ref.js';
import type { CourseVersion } from './course-version.js';
import type { JsonObject } from './json.js';

/** A block's row without its content. */
export interface TreeRow extends ComparableBlock {
  readonly definition: string;
  /** Version in which the block itself last changed. */
  readonly edited: string;
}

/** Some blocks of one version, with their ancestors. */
export type TreePart = ReadonlyMap<BlockRef, TreeRow>;

interface Row {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: BlockRef[];
  readonly display_name: string | null;
  readonly settings: JsonObject;
  readonly definition: string;
  readonly edited: string;
}

/** Which part of a version is meant: everything, or the subtrees of some blocks, some single blocks, and the ancestors of all these. */
export type PartOf = 'all' | { readonly subtrees: readonly BlockRef[]; readonly blocks?: readonly BlockRef[] };

/** Reads a part of a version, in one statement; blocks that do not exist are absent. */
export async function readTreePart(
  manager: EntityManager,
  { courseId, line, ordinal }: Pick<CourseVersion, 'courseId' | 'line' | 'ordinal'>,
  part: PartOf,
): Promise<TreePart> {
  const rows = await (part === 'all'
    ? manager.query<Row[]>(ALL, [courseId, line, ordinal])
    : manager.query<Row[]>(SUBTREES, [courseId, line, ordinal, part.subtrees, part.blocks ?? []]));
  return new Map(rows.map(({ display_name: displayName, ...row }) => [row.block, { ...row, displayName }]));
}

const COLUMNS = 'r.block, r.parent, r.children, r.display_name, r.settings, r.definition, r.edited';

const ALL = `SELECT ${COLUMNS} FROM blocks r WHERE r.course_id = $1 AND r.line = $2 AND r.until > $3 AND r.since <= $3`;

/** $1 course, $2 line, $3 ordinal, $4 roots of subtrees, $5 single blocks. UNION, so that overlapping subtrees are walked once. */
const SUBTREES = `
WITH RECURSIVE down AS (
  SELECT b.block, b.parent, b.children FROM unnest($4::text[]) AS wanted (name) CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b
  UNION
  SELECT c.block, c.parent, c.children FROM down d CROSS JOIN LATERAL unnest(d.children) AS l (child)
   CROSS JOIN LATERAL block_at($1, $2, $3, l.child) c
), up AS (
  (SELECT block, parent FROM down
   UNION
   SELECT b.block, b.parent FROM unnest($5::text[]) AS wanted (name) CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b)
  UNION
  SELECT p.block, p.parent FROM up u CROSS JOIN LATERAL block_at($1, $2, $3, u.parent) p
)
SELECT ${COLUMNS} FROM up u CROSS JOIN LATERAL block_at($1, $2, $3, u.block) r`;
