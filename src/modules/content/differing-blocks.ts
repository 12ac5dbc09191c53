import type { EntityManager } from 'typeorm';
import type { BlockRef } from './block-ref.js';
import type { CourseVersion } from './course-version.js';

/** A place on a line of history. */
export type PointOnLine = Pick<CourseVersion, 'guid' | 'line' | 'ordinal'>;

/** Two states of one course. */
export interface TwoPoints {
  readonly courseId: number;
  readonly one: PointOnLine;
  readonly other: PointOnLine;
}

/** A block, and whether its row differs between two points. */
export interface TouchedBlock {
  readonly block: BlockRef;
  readonly differs: boolean;
}

/**
 * Blocks that are other in one version than in the other, or in one of them only. Equal `edited` are equal rows, so no content is
 * compared. Two versions of one line cost what changed in between; of two lines, all rows are compared (ADR 0005).
 */
export async function differingBlocks(manager: EntityManager, points: TwoPoints): Promise<Set<BlockRef>> {
  const { courseId, one, other } = points;
  if (one.line === other.line) {
    const older = one.ordinal < other.ordinal ? one : other;
    const touched = await touchedBlocks(manager, { courseId, one: older, other: older }, points);
    return new Set(touched.filter(({ differs }) => differs).map(({ block }) => block));
  }
  const values = [courseId, one.line, one.ordinal, other.line, other.ordinal];
  const rows = await manager.query<{ block: BlockRef }[]>(COMPARED, values);
  return new Set(rows.map(({ block }) => block));
}

/**
 * Blocks whose rows were opened or closed on either line since two earlier points, and whether they differ now. Both ranges
 * have an index.
 * @param before points of the same lines, not later
 */
export async function touchedBlocks(
  manager: EntityManager,
  before: TwoPoints,
  { courseId, one, other }: TwoPoints,
): Promise<TouchedBlock[]> {
  const values = [one.line, before.one.ordinal, one.ordinal, other.line, before.other.ordinal, other.ordinal];
  return manager.query<TouchedBlock[]>(TOUCHED, [courseId, ...values]);
}

/** $1 course; $2 line, $3 ordinal before, $4 ordinal now of the one, and $5, $6, $7 of the other. */
const TOUCHED = `
WITH touched AS (
  SELECT block FROM blocks WHERE course_id = $1 AND line + 0 = $2 AND since + 0 > $3 AND since + 0 <= $4
  UNION SELECT block FROM blocks WHERE course_id = $1 AND line = $2 AND until > $3 AND until <= $4
  UNION SELECT block FROM blocks WHERE course_id = $1 AND line + 0 = $5 AND since + 0 > $6 AND since + 0 <= $7
  UNION SELECT block FROM blocks WHERE course_id = $1 AND line = $5 AND until > $6 AND until <= $7
)
SELECT t.block, a.edited IS DISTINCT FROM b.edited AS differs
  FROM touched t
  LEFT JOIN LATERAL block_at($1, $2, $4, t.block) a ON true
  LEFT JOIN LATERAL block_at($1, $5, $7, t.block) b ON true`;

/** $1 course, $2 and $3 line and ordinal of the one, $4 and $5 of the other. */
const COMPARED = `
SELECT coalesce(a.block, b.block) AS block
  FROM (SELECT block, edited FROM blocks WHERE course_id = $1 AND line = $2 AND until > $3 AND since <= $3) a
  FULL JOIN (SELECT block, edited FROM blocks WHERE course_id = $1 AND line = $4 AND until > $5 AND since <= $5) b
    ON b.block = a.block
 WHERE a.edited IS DISTINCT FROM b.edited`;
