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

const LOCK_BRANCH: PreparedStatement = {
  name: 'content_lock_branch',
  text: `SELECT c.id AS course_id, b.head FROM courses c JOIN branches b ON b.course_id = c.id AND b.name = $2
          WHERE c.course_key = $1 FOR UPDATE OF b`,
};

/**
 * The line is locked with the read: two branches may stand on one line, and only one of them can go on with it. Of the
 * rows that are joined to it, only `tip` can change while it waits, and that one is read again after the wait.
 */
const READ_HEAD: PreparedStatement = {
  name: 'content_read_head',
  text: `SELECT v.guid, v.line, v.ordinal, v.root, v.original, v.created, v.created_by, l.tip, r.*
           FROM versions v JOIN lines l ON l.course_id = v.course_id AND l.line = v.line
           LEFT JOIN LATERAL (
             SELECT b.block, b.parent, b.children, b.display_name, b.settings, b.definition, b.edited,
                    d.content, d.olx, d.original AS definition_original
               FROM unnest($3::text[]) AS wanted (name)
              CROSS JOIN LATERAL block_at($1, v.line, v.ordinal, wanted.name) b
               JOIN definitions d ON d.guid = b.definition
           ) r ON true
          WHERE v.course_id = $1 AND v.guid = $2 FOR UPDATE OF l`,
};

/**
 * Waits for every other writer of the branch, then reads its head and blocks of it. Two statements, because what the first
 * one would join to the branch is as old as the beginning of its wait (ADR 0005).
 * @returns null when there is no such course or branch
 */
export async function lockHead(
  manager: EntityManager,
  { courseKey, branch, blocks }: HeadRequest,
): Promise<LockedHead | null> {
  const locked = await runPrepared<{ course_id: number; head: string }>(manager, LOCK_BRANCH, [courseKey, branch]);
  if (!locked[0]) return null;
  const { course_id: courseId, head: guid } = locked[0];
  const rows = await runPrepared<HeadRow>(manager, READ_HEAD, [courseId, guid, blocks]);
  const { line, ordinal, root, created, created_by: createdBy, original, tip } = rows[0]!;
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
