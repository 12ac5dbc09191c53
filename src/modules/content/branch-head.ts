import type { EntityManager } from 'typeorm';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';
import type { StoredBlock, StoredBlocks } from './content-change.js';
import type { CourseVersion } from './course-version.js';
import type { JsonObject } from './json.js';
import { type PreparedStatement, runPrepared } from './prepared-statement.js';

/** The head of a branch, and some of its blocks. */
export interface BranchHead {
  readonly head: CourseVersion;
  /** First version of the history that the head continues. */
  readonly original: string;
  /** Whether the next version can go on with the head's line, or another branch has gone on with it already (ADR 0005). */
  readonly isTip: boolean;
  /** Whether the course is archived: then nothing of its content is written. */
  readonly isArchived: boolean;
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

interface HeadRow extends Omit<StoredBlockRow, 'block'> {
  course_id: number;
  guid: string;
  line: number;
  ordinal: number;
  root: string;
  original: string;
  created: Date;
  created_by: string | null;
  tip: number;
  is_archived: boolean;
  block: string | null;
}

const BRANCH_HEAD: PreparedStatement = {
  name: 'content_branch_head',
  text: 'SELECT * FROM branch_head($1, $2, $3, $4)',
};

/**
 * Reads the head of a branch and blocks of it, in one round trip (`migrations/*-content-editing.ts`). With `locks` it waits for
 * every other writer of the branch first, and nobody can move it before the transaction ends.
 * @returns null when there is no such course or branch
 */
export async function readBranchHead(
  manager: EntityManager,
  { courseKey, branch, blocks }: HeadRequest,
  { locks }: { locks: boolean },
): Promise<BranchHead | null> {
  if (locks && !manager.queryRunner?.isTransactionActive) throw new Error('To hold a lock takes a transaction.');
  const rows = await runPrepared<HeadRow>(manager, BRANCH_HEAD, [courseKey, branch, blocks, locks]);
  if (!rows[0]) return null;
  const { course_id: courseId, guid, line, ordinal, root, created, created_by: createdBy, original, tip } = rows[0];
  const key = CourseKey.parse(courseKey);
  return {
    head: { courseId, courseKey: key, branch, isHead: true, guid, line, ordinal, root, created, createdBy },
    original,
    isTip: ordinal === tip,
    isArchived: rows[0].is_archived,
    blocks: new Map(
      rows.flatMap((row) => (row.block === null ? [] : [[row.block, storedBlock({ ...row, block: row.block })]])),
    ),
  };
}

/** A block's row joined with its definition. */
export interface StoredBlockRow {
  readonly block: string;
  readonly parent: string | null;
  readonly children: string[];
  readonly display_name: string | null;
  readonly settings: JsonObject;
  readonly definition: string;
  readonly edited: string;
  readonly content: JsonObject;
  readonly olx: JsonObject | null;
  readonly definition_original: string;
}

export function storedBlock(row: StoredBlockRow): StoredBlock {
  const { block, parent, children, settings, definition, edited, content, olx } = row;
  const { display_name: displayName, definition_original: original } = row;
  return { block, parent, children, displayName, settings, definition, edited, content, olx, original };
}
