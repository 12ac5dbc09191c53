import type { EntityManager } from 'typeorm';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';
import type { StoredBlock, StoredBlocks } from './content-change.js';
import type { CourseVersion } from './course-version.js';
import type { JsonObject } from './json.js';
import { type PreparedStatement, runPrepared } from './prepared-statement.js';

/** The head of a branch that nobody else can move before the transaction ends. */
export interface LockedHead {
  readonly head: CourseVersion;
  /** First version of the history that the head continues. */
  readonly original: string;
  /** Whether the next version can go on with the head's line, or another branch has gone on with it already (ADR 0005). */
  readonly isTip: boolean;
  /** Those that were asked for and exist. */
  readonly blocks: StoredBlocks;
}

/** A branch, and the blocks of its head that are to be read with it. */
export interface HeadRequest {
  /** The key as the courses table has it. */
  readonly courseKey: string;
  readonly branch: string;
  readonly blocks: readonly BlockRef[];
}

interface HeadRow {
  course_id: number;
  guid: string;
  line: number;
  ordinal: number;
  root: string;
  original: string;
  created: Date;
  created_by: string | null;
  tip: number;
  block: string | null;
  parent: string | null;
  children: string[];
  display_name: string | null;
  settings: JsonObject;
  definition: string;
  edited: string;
  content: JsonObject;
  olx: JsonObject | null;
  definition_original: string;
}

const LOCK_HEAD: PreparedStatement = { name: 'content_lock_head', text: 'SELECT * FROM lock_head($1, $2, $3)' };

/**
 * Waits for every other writer of the branch, then reads its head and blocks of it, in one round trip. The locks and the
 * reads are statements of their own within it (`migrations/*-content-editing.ts`).
 * @returns null when there is no such course or branch
 */
export async function lockHead(
  manager: EntityManager,
  { courseKey, branch, blocks }: HeadRequest,
): Promise<LockedHead | null> {
  const rows = await runPrepared<HeadRow>(manager, LOCK_HEAD, [courseKey, branch, blocks]);
  if (!rows[0]) return null;
  const { course_id: courseId, guid, line, ordinal, root, created, created_by: createdBy, original, tip } = rows[0];
  const key = CourseKey.parse(courseKey);
  return {
    head: { courseId, courseKey: key, branch, isHead: true, guid, line, ordinal, root, created, createdBy },
    original,
    isTip: ordinal === tip,
    blocks: new Map(rows.flatMap((row) => (row.block === null ? [] : [[row.block, storedBlock(row, row.block)]]))),
  };
}

function storedBlock(row: HeadRow, block: BlockRef): StoredBlock {
  const { parent, children, settings, definition, edited, content, olx } = row;
  const original = row.definition_original;
  return {
    block,
    parent,
    children,
    displayName: row.display_name,
    settings,
    definition,
    edited,
    content,
    olx,
    original,
  };
}
