import type { EntityManager } from 'typeorm';
import type { BlockRef } from '../block-ref.js';
import { storedBlock, type StoredBlockRow } from '../branch-head.js';
import type { CourseVersion } from '../course-version.js';
import { type CopySource, MAX_COPIED_BLOCKS } from './copy-block.js';

/**
 * A block of any version with everything below it, for `copyBlock`; one statement. Of more blocks than one copy makes, one too
 * many is read, which `copyBlock` refuses.
 * @returns null when the version has no such block
 */
export async function readCopySource(
  manager: EntityManager,
  { courseId, courseKey, guid, line, ordinal }: CourseVersion,
  block: BlockRef,
): Promise<CopySource | null> {
  const rows = await manager.query<StoredBlockRow[]>(SUBTREE, [courseId, line, ordinal, block, MAX_COPIED_BLOCKS + 1]);
  if (rows.length === 0) return null;
  const states = rows.map(storedBlock).map((stored) => ({ ...stored, sharedDefinition: stored.definition }));
  return { courseKey, states, assets: new Map(), pin: courseKey.forVersion(guid) };
}

/** $1 course, $2 line, $3 ordinal, $4 block, $5 most rows. */
const SUBTREE = `
WITH RECURSIVE down AS (
  SELECT b.block, b.children, 0 AS depth FROM block_at($1, $2, $3, $4) b
  UNION ALL
  SELECT c.block, c.children, d.depth + 1 FROM down d CROSS JOIN LATERAL unnest(d.children) AS l (child)
   CROSS JOIN LATERAL block_at($1, $2, $3, l.child) c
), wanted AS (SELECT block, depth FROM down LIMIT $5)
SELECT r.block, r.parent, r.children, r.display_name, r.settings, r.definition, r.edited,
       d.content, d.olx, d.original AS definition_original
  FROM wanted w CROSS JOIN LATERAL block_at($1, $2, $3, w.block) r JOIN definitions d ON d.guid = r.definition
 ORDER BY w.depth, r.block`;
