import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors/app-error.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { type BlockRef, typeOf } from './block-ref.js';
import { recordMove } from './branch-moves.js';
import { ArchivedCourseError } from './content.errors.js';
import { PUBLISHED } from './course-version.js';
import { definitionDigest } from './definition-digest.js';
import { newGuid } from './guid.js';
import type { JsonObject } from './json.js';
import { CURRENT } from './store.entities.js';

/** A block to be put into a tree, with its content. */
export interface IncomingBlock {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  readonly content: JsonObject;
  readonly olx: JsonObject | null;
}

export interface CommitOptions {
  readonly branch: string;
  readonly root: BlockRef;
  readonly createdBy: string | null;
  readonly message: string | null;
}

/** What a commit came to. */
export interface Committed {
  /** The branch's head now. */
  readonly version: string;
  /** False when the tree was the same already and no version was made. */
  readonly changed: boolean;
}

interface Head {
  readonly guid: string;
  readonly line: number;
  readonly ordinal: number;
  readonly original: string;
  readonly tip: number;
}

/** Fewer new rows than this never make a plan wrong enough to matter. */
const STATISTICS_FROM_ROWS = 500;

/** True where an incoming row says exactly what a stored one says. `json` has no equality, its text has. */
const SAME = `b.block = i.block AND b.parent IS NOT DISTINCT FROM i.parent AND b.children = i.children
  AND b.display_name IS NOT DISTINCT FROM i.display_name AND b.settings::text = i.settings AND b.definition = i.definition`;

/**
 * Replaces whole trees of one course, inside the caller's transaction. The new tree is gathered in a temporary table
 * and compared with the branch set by set, so the cost is one pass over the tree, memory stays flat whatever its size,
 * unchanged blocks keep their rows, definitions and history, and a tree that is the same makes no version at all.
 * Readers see the old tree until the caller commits. The gathered tree stays after {@link commit}, to be altered and
 * committed to another branch.
 */
export class TreeReplacement {
  /** Whether rows were added or altered since the last commit, and may say what a stored version says already. */
  private hasNew = false;

  /** The last commit, while the gathered tree is still what it committed; with the head that the branch had before. */
  private last: (Committed & { readonly before: string | null }) | null = null;

  private constructor(
    private readonly manager: EntityManager,
    private readonly courseId: number,
  ) {}

  static async begin(manager: EntityManager, courseId: number): Promise<TreeReplacement> {
    await manager.query(
      `CREATE TEMPORARY TABLE incoming (
         block text PRIMARY KEY, parent text, children text[] NOT NULL, display_name text, settings text NOT NULL,
         definition text NOT NULL, digest text, content text, olx text, edited text
       ) ON COMMIT DROP`,
    );
    return new TreeReplacement(manager, courseId);
  }

  /** Adds blocks. A block that was added before is replaced. */
  async add(blocks: readonly IncomingBlock[]): Promise<void> {
    this.changedSinceCommit();
    const rows = blocks.map((block) => {
      const content = JSON.stringify(block.content);
      const olx = block.olx && JSON.stringify(block.olx);
      return {
        block: block.block,
        parent: block.parent,
        children: block.children,
        display_name: block.displayName,
        settings: JSON.stringify(block.settings),
        definition: newGuid(),
        digest: definitionDigest(typeOf(block.block), content, olx),
        content,
        olx,
      };
    });
    await this.manager.query(
      `INSERT INTO incoming (block, parent, children, display_name, settings, definition, digest, content, olx)
       SELECT block, parent, children, display_name, settings, definition, digest, content, olx
         FROM json_to_recordset($1::json) AS r (block text, parent text, children text[], display_name text, settings text,
                                                definition text, digest text, content text, olx text)
       ON CONFLICT (block) DO UPDATE SET (parent, children, display_name, settings, definition, digest, content, olx, edited) =
         (excluded.parent, excluded.children, excluded.display_name, excluded.settings, excluded.definition, excluded.digest, excluded.content, excluded.olx, NULL)`,
      [JSON.stringify(rows)],
    );
  }

  /** Takes a block and everything below it out of the gathered tree; its parent's list of children is left alone. */
  async removeSubtree(block: BlockRef): Promise<void> {
    this.last = null;
    await this.manager.query(
      `WITH RECURSIVE below AS (
         SELECT block, children FROM incoming WHERE block = $1
         UNION ALL
         SELECT i.block, i.children FROM below b JOIN incoming i ON i.block = ANY (b.children) AND i.parent = b.block
       ) DELETE FROM incoming WHERE block IN (SELECT block FROM below)`,
      [block],
    );
  }

  /** Whether the block is in the gathered tree. */
  async has(block: BlockRef): Promise<boolean> {
    return (await this.manager.query<unknown[]>('SELECT FROM incoming WHERE block = $1', [block])).length > 0;
  }

  /** The block's parent in the gathered tree; null when it has none or is not there. */
  async parentOf(block: BlockRef): Promise<BlockRef | null> {
    const rows = await this.manager.query<{ parent: string | null }[]>('SELECT parent FROM incoming WHERE block = $1', [
      block,
    ]);
    return rows[0]?.parent ?? null;
  }

  /** Puts a child into its parent's list at an index (at the end, when the list is shorter), unless it is listed. */
  async placeChild(parent: BlockRef, child: BlockRef, index: number): Promise<void> {
    this.changedSinceCommit();
    await this.manager.query(
      `UPDATE incoming SET edited = NULL, children = children[:$3] || $2::text || children[$3 + 1:]
        WHERE block = $1 AND NOT $2 = ANY (children)`,
      [parent, child, Math.max(0, index)],
    );
  }

  /**
   * Makes the gathered tree whole after parts of it were replaced: a list of children keeps only those that name its
   * block as their parent, and what nobody lists any more goes, with everything below it.
   * @returns the blocks that were taken out of a list
   */
  async settle(): Promise<BlockRef[]> {
    const dropped = await this.manager.query<{ child: string }[]>(
      `SELECT DISTINCT l.child FROM incoming p CROSS JOIN LATERAL unnest(p.children) AS l (child)
         LEFT JOIN incoming c ON c.block = l.child AND c.parent = p.block
        WHERE c.block IS NULL`,
    );
    if (dropped.length > 0) {
      this.changedSinceCommit();
      await this.manager.query(
        `UPDATE incoming p SET edited = NULL, children = ARRAY (
           SELECT l.child FROM unnest(p.children) WITH ORDINALITY AS l (child, position)
             JOIN incoming c ON c.block = l.child AND c.parent = p.block ORDER BY l.position)
          WHERE p.children && $1::text[]`,
        [dropped.map(({ child }) => child)],
      );
    }
    await this.removeUnlisted();
    return dropped.map(({ child }) => child);
  }

  private async removeUnlisted(): Promise<void> {
    for (;;) {
      const [, removed] = await this.manager.query<[unknown[], number]>(
        `DELETE FROM incoming i WHERE i.parent IS NOT NULL
            AND NOT EXISTS (SELECT FROM incoming p WHERE p.block = i.parent AND i.block = ANY (p.children))`,
      );
      if (removed === 0) return;
      this.last = null;
    }
  }

  /** Makes every block but the root vanish, and the root childless: what a course shows before anything is published. */
  async keepOnlyRoot(root: BlockRef): Promise<void> {
    this.changedSinceCommit();
    await this.manager.query('DELETE FROM incoming WHERE block <> $1', [root]);
    await this.manager.query(`UPDATE incoming SET children = '{}', edited = NULL`);
  }

  /** Makes the gathered tree the head of a branch, which comes to be if need be. */
  async commit(options: CommitOptions): Promise<Committed> {
    await this.lockBranches();
    const shared = await this.share(options);
    if (shared) return shared;
    // The texts are left out: to look at them costs more than the plans gain.
    await this.manager.query('ANALYZE incoming (block, parent, definition, digest, edited)');
    await this.lockCourse();
    const head = await this.head(options.branch);
    const published = options.branch === PUBLISHED ? null : await this.head(PUBLISHED);
    const guid = newGuid();
    // What the branch has already, or else what is published, is not made anew: same definition, same last change.
    for (const known of [head, published]) if (known && this.hasNew) await this.recognise(known);
    if (this.hasNew) await this.storeDefinitions(guid, options.createdBy);
    this.hasNew = false;
    // A branch whose head is not the newest version of its line leaves that line (ADR 0005).
    const extends_ = head !== null && head.ordinal === head.tip;
    const line = extends_ ? head.line : await this.newLine();
    const ordinal = extends_ ? head.ordinal + 1 : 1;
    if (!(await this.write(line, ordinal)) && head !== null && extends_) {
      this.last = { version: head.guid, before: head.guid, changed: false };
      return this.last;
    }
    await this.moveHead(options, { guid, line, ordinal, head });
    this.last = { version: guid, before: head?.guid ?? null, changed: true };
    // The tree is checked now and not at COMMIT: there neither statement_timeout nor a cancellation reaches the check.
    await this.manager.query('SET CONSTRAINTS ALL IMMEDIATE');
    await this.manager.query('SET CONSTRAINTS ALL DEFERRED');
    return this.last;
  }

  /**
   * Where the tree is the one that was committed a moment ago, and the branch is new or stood where that one stood, the
   * branch is a pointer to the same version: an import without drafts writes its rows once. Whichever branch is written
   * to first goes on with the line, the other leaves it at its next write (ADR 0005).
   */
  private async share({ branch, createdBy }: CommitOptions): Promise<Committed | null> {
    if (this.last === null) return null;
    const head = await this.head(branch);
    if (head !== null && head.guid !== this.last.before) return null;
    await this.pointBranch(branch, this.last.version);
    // No version on this branch tells of it, so the move does (SPEC C-6 `?at=`).
    if (head?.guid !== this.last.version)
      await recordMove(this.manager, { courseId: this.courseId, branch, head: this.last.version, by: createdBy });
    return this.last;
  }

  private changedSinceCommit(): void {
    this.hasNew = true;
    this.last = null;
  }

  /** Ends the gathering; for a caller that goes on in the same transaction. */
  async end(): Promise<void> {
    await this.manager.query('DROP TABLE incoming');
  }

  /**
   * All of them at once and by name, before the course: an editor holds one branch and may wait for the course, so an import
   * that held the course and waited for a second branch would wait for ever (README, "Locks").
   */
  private async lockBranches(): Promise<void> {
    await this.manager.query('SELECT FROM branches WHERE course_id = $1 ORDER BY name FOR UPDATE', [this.courseId]);
  }

  /** @throws ArchivedCourseError for one that was archived, NotFoundError for one that was deleted while the tree was gathered */
  private async lockCourse(): Promise<void> {
    const [course] = await this.manager.query<{ course_key: string; archived: Date | null; deleted: Date | null }[]>(
      'SELECT course_key, archived, deleted FROM courses WHERE id = $1 FOR NO KEY UPDATE',
      [this.courseId],
    );
    if (!course || course.deleted) throw new NotFoundError(`course "${course?.course_key ?? ''}"`);
    if (course.archived) throw new ArchivedCourseError(CourseKey.parse(course.course_key));
  }

  private async recognise(version: Head): Promise<void> {
    const at = [this.courseId, version.line, version.ordinal];
    const atVersion = 'b.course_id = $1 AND b.line = $2 AND b.until > $3 AND b.since <= $3';
    await this.manager.query(
      `UPDATE incoming i SET definition = d.guid, content = NULL
         FROM blocks b JOIN definitions d ON d.guid = b.definition
        WHERE ${atVersion} AND b.block = i.block AND i.content IS NOT NULL AND d.digest = i.digest`,
      at,
    );
    await this.manager.query(
      `UPDATE incoming i SET edited = b.edited FROM blocks b WHERE ${atVersion} AND i.edited IS NULL AND ${SAME}`,
      at,
    );
  }

  /** Makes the definitions that are new, and marks whatever is not as it was as changed by this version. */
  private async storeDefinitions(guid: string, createdBy: string | null): Promise<void> {
    await this.manager.query(
      `INSERT INTO definitions (guid, type, content, olx, digest, original, created_by)
       SELECT definition, split_part(block, '@', 1), content::json, olx::json, digest, definition, $1 FROM incoming
        WHERE content IS NOT NULL ORDER BY definition`,
      [createdBy],
    );
    await this.manager.query(
      'UPDATE incoming SET edited = coalesce(edited, $1), content = NULL, olx = NULL WHERE edited IS NULL OR content IS NOT NULL',
      [guid],
    );
  }

  /** Closes the rows that differ or are gone, opens the new ones; false when there were none of either. */
  private async write(line: number, ordinal: number): Promise<boolean> {
    const current = `b.course_id = $1 AND b.line = $2 AND b.until = ${CURRENT}`;
    const [, closed] = await this.manager.query<[unknown[], number]>(
      `UPDATE blocks b SET until = $3
        WHERE ${current} AND NOT EXISTS (SELECT FROM incoming i WHERE ${SAME} AND b.edited = i.edited)`,
      [this.courseId, line, ordinal],
    );
    // In the order of the indexes, which then grow at one place at a time.
    const opened = await this.manager.query<unknown[]>(
      `WITH opened AS (
         INSERT INTO blocks (course_id, line, block, since, parent, children, display_name, settings, definition, edited)
         SELECT $1, $2, i.block, $3, i.parent, i.children, i.display_name, i.settings::json, i.definition, i.edited FROM incoming i
          WHERE NOT EXISTS (SELECT FROM blocks b WHERE ${current} AND b.block = i.block)
          ORDER BY i.block
         RETURNING 1
       ) SELECT count(*)::int AS count FROM opened`,
      [this.courseId, line, ordinal],
    );
    const { count } = opened[0] as { count: number };
    if (count >= STATISTICS_FROM_ROWS) await this.refreshStatistics(count);
    return closed > 0 || count > 0;
  }

  /**
   * Tells the planner of a table that has grown to twice its size and more. Before it is first analyzed, PostgreSQL takes any
   * course for one row, and the check of a large tree looks through all of it once per block: minutes instead of a second.
   * SKIP_LOCKED, because another import may be at it: then its figures do.
   */
  private async refreshStatistics(opened: number): Promise<void> {
    const [table] = await this.manager.query<{ rows: number }[]>(
      `SELECT reltuples AS rows FROM pg_class WHERE oid = 'blocks'::regclass`,
    );
    if (opened <= (table?.rows ?? 0)) return;
    await this.manager.query('ANALYZE (SKIP_LOCKED) blocks (course_id, line, block, since, until, definition)');
  }

  private async newLine(): Promise<number> {
    const rows = await this.manager.query<{ line: number }[]>(
      'INSERT INTO lines (course_id, line, tip) SELECT $1, coalesce(max(line), 0) + 1, 0 FROM lines WHERE course_id = $1 RETURNING line',
      [this.courseId],
    );
    return rows[0]!.line;
  }

  private async moveHead(
    { branch, root, createdBy, message }: CommitOptions,
    to: { guid: string; line: number; ordinal: number; head: Head | null },
  ): Promise<void> {
    await this.manager.query('UPDATE lines SET tip = $3 WHERE course_id = $1 AND line = $2', [
      this.courseId,
      to.line,
      to.ordinal,
    ]);
    await this.manager.query(
      // Not now(), which is when a long import began: the times of a branch's versions are in their order.
      `INSERT INTO versions (course_id, guid, line, ordinal, branch, previous, original, root, created, created_by, message)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp(), $9, $10)`,
      [
        this.courseId,
        to.guid,
        to.line,
        to.ordinal,
        branch,
        to.head?.guid ?? null,
        to.head?.original ?? to.guid,
        root,
        createdBy,
        message,
      ],
    );
    await this.pointBranch(branch, to.guid);
  }

  private async pointBranch(branch: string, version: string): Promise<void> {
    await this.manager.query(
      'INSERT INTO branches (course_id, name, head) VALUES ($1, $2, $3) ON CONFLICT (course_id, name) DO UPDATE SET head = excluded.head',
      [this.courseId, branch, version],
    );
  }

  /** Locks the branch first and reads its version in a second statement: the first one's snapshot is older than the wait for the lock. */
  private async head(branch: string): Promise<Head | null> {
    const locked = await this.manager.query<{ head: string }[]>(
      'SELECT head FROM branches WHERE course_id = $1 AND name = $2 FOR UPDATE',
      [this.courseId, branch],
    );
    if (!locked[0]) return null;
    const rows = await this.manager.query<Head[]>(
      `SELECT v.guid, v.line, v.ordinal, v.original, l.tip FROM versions v JOIN lines l USING (course_id, line)
        WHERE v.course_id = $1 AND v.guid = $2`,
      [this.courseId, locked[0].head],
    );
    return rows[0]!;
  }
}
