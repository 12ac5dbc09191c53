import type { EntityManager } from 'typeorm';
import { storedBlock, type StoredBlockRow } from './branch-head.js';
import type { BlockRef } from './block-ref.js';
import type { StoredBlock, StoredBlocks } from './content-change.js';
import type { CourseVersion } from './course-version.js';

type At = Pick<CourseVersion, 'courseId' | 'line' | 'ordinal'>;

/** The bare tree of a version: who is below whom, and which blocks are as they were elsewhere. */
export type TreeOutline = ReadonlyMap<BlockRef, { readonly children: readonly BlockRef[]; readonly edited: string }>;

const COLUMNS = `b.block, b.parent, b.children, b.display_name, b.settings, b.definition, b.edited, d.content, d.olx,
  d.original AS definition_original`;
const AT = 'b.course_id = $1 AND b.line = $2 AND b.until > $3 AND b.since <= $3';

/** Blocks of a version with all that is stored of them, in one statement; those that do not exist are absent. */
export async function readStoredBlocks(
  manager: EntityManager,
  { courseId, line, ordinal }: At,
  blocks: readonly BlockRef[],
): Promise<StoredBlocks> {
  const rows = await manager.query<StoredBlockRow[]>(
    `SELECT ${COLUMNS} FROM unnest($4::text[]) AS wanted (name)
      CROSS JOIN LATERAL block_at($1, $2, $3, wanted.name) b JOIN definitions d ON d.guid = b.definition`,
    [courseId, line, ordinal, blocks],
  );
  return new Map(rows.map((row) => [row.block, storedBlock(row)]));
}

/** The blocks beside the tree (about, course_info, static_tab, …), by name. */
export async function readDetachedBlocks(
  manager: EntityManager,
  { courseId, line, ordinal, root }: At & Pick<CourseVersion, 'root'>,
): Promise<StoredBlock[]> {
  const rows = await manager.query<StoredBlockRow[]>(
    `SELECT ${COLUMNS} FROM blocks b JOIN definitions d ON d.guid = b.definition
      WHERE ${AT} AND b.parent IS NULL AND b.block <> $4 ORDER BY b.block COLLATE "C"`,
    [courseId, line, ordinal, root],
  );
  return rows.map(storedBlock);
}

/** The outline of a whole version. It is kept by nobody: for readers that go through a course once. */
export async function readOutline(
  manager: EntityManager,
  { courseId, line, ordinal, root }: At & Pick<CourseVersion, 'root'>,
): Promise<TreeOutline> {
  const rows = await manager.query<{ block: string; children: string[]; edited: string }[]>(
    `SELECT b.block, b.children, b.edited FROM blocks b WHERE ${AT} AND (b.parent IS NOT NULL OR b.block = $4)`,
    [courseId, line, ordinal, root],
  );
  return new Map(rows.map(({ block, children, edited }) => [block, { children, edited }]));
}
