import type { EntityManager } from 'typeorm';
import type { BlockRef } from './block-ref.js';
import type { CourseVersion } from './course-version.js';

/**
 * Part of a recursive statement: the versions that may have opened a block's row, of which the deepest did. The first version of a
 * line has opened all of its rows; a row that says what the version before it says came along when the branch left its line, and
 * is older (ADR 0005). $1 is the course, $4 the block.
 * @param row name of what has the row's `line`, `since` and `edited`
 */
export const openingsOf = (row: string): string => `openings AS (
    SELECT line, since, edited, 0 AS depth FROM ${row}
    UNION ALL
    SELECT earlier.line, b.since, b.edited, o.depth + 1
      FROM openings o
      JOIN versions opening ON opening.course_id = $1 AND opening.line = o.line AND opening.ordinal = o.since
      JOIN versions earlier ON earlier.course_id = $1 AND earlier.guid = opening.previous
     CROSS JOIN LATERAL block_at($1, earlier.line, earlier.ordinal, $4) b
     WHERE o.since = 1 AND b.edited = o.edited
  )`;

/** The version in which a block came to be what it is at a version; null where the block is not there. */
export async function openedIn(
  manager: EntityManager,
  { courseId, line, ordinal }: Pick<CourseVersion, 'courseId' | 'line' | 'ordinal'>,
  block: BlockRef,
): Promise<string | null> {
  const rows = await manager.query<{ guid: string }[]>(OPENED_IN, [courseId, line, ordinal, block]);
  return rows[0]?.guid ?? null;
}

/** $1 course, $2 line, $3 ordinal, $4 block. */
const OPENED_IN = `
WITH RECURSIVE
  valid AS (SELECT b.line, b.since, b.edited FROM block_at($1, $2, $3, $4) b),
  ${openingsOf('valid')}
SELECT v.guid FROM openings o JOIN versions v ON v.course_id = $1 AND v.line = o.line AND v.ordinal = o.since
 ORDER BY o.depth DESC LIMIT 1`;
