import type { EntityManager } from 'typeorm';
import { alsoEntering } from '../../common/audit/audit-statement.js';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { type BlockRef, typeOf } from './block-ref.js';
import { type BlockState, type ChangeSet, sameBlock, sameDefinition, type StoredBlocks } from './content-change.js';
import type { CourseVersion } from './course-version.js';
import { definitionDigest } from './definition-digest.js';
import { newGuid } from './guid.js';
import type { BranchHead } from './branch-head.js';
import type { JsonObject } from './json.js';
import { type PreparedStatement, runPrepared } from './prepared-statement.js';

/** By whom and why. */
export interface Authorship {
  readonly by: string | null;
  readonly message: string | null;
}

interface DefinitionRow {
  readonly guid: string;
  readonly type: string;
  readonly content: string;
  readonly olx: string | null;
  readonly digest: string;
  readonly previous: string | null;
  readonly original: string;
}

interface Made {
  readonly created: Date | null;
}

/** One round trip (`migrations/*-content-editing.ts`): a statement for each table would break P-4. */
const WRITE_VERSION: PreparedStatement = {
  name: 'content_write_version',
  text: 'SELECT write_version($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) AS created',
};

/** The same with its entry in the audit log, where no transaction takes that along. */
const WRITE_AUDITED_VERSION: PreparedStatement = {
  name: 'content_write_audited_version',
  text: alsoEntering(WRITE_VERSION.text, 'created IS NOT NULL', '$17'),
};

/** A block's row whose definition is stored already. */
export interface AlteredRow {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  readonly definition: string;
  readonly editedIn?: string;
}

/** Rows that a version takes over from another one of the same course. */
export interface CopiedRows {
  readonly from: Pick<CourseVersion, 'line' | 'ordinal'>;
  readonly blocks: readonly BlockRef[];
  /** Blocks that come to be neither what they were nor what they are there: their parent or their children differ. */
  readonly altered: readonly AlteredRow[];
  readonly removed: readonly BlockRef[];
  /** The root of the tree; absent: the one that it has. */
  readonly root?: BlockRef;
}

/** The version that follows a head: what differs from it, and how that is written. */
export class NewVersion {
  private readonly guid = newGuid();
  private readonly definitions: DefinitionRow[] = [];

  private constructor(
    private readonly base: BranchHead,
    private readonly put: readonly BlockState[],
    private readonly remove: readonly BlockRef[],
    private readonly copies: CopiedRows | null = null,
  ) {}

  /** @returns null when the change changes nothing */
  static after(base: BranchHead, { put, remove }: ChangeSet): NewVersion | null {
    const differing = put.filter((state) => {
      const stored = base.blocks.get(state.block);
      return !stored || !sameBlock(state, stored);
    });
    return differing.length + remove.length === 0 ? null : new NewVersion(base, differing, remove);
  }

  /** One whose rows are those of another version. @returns null when there are none */
  static taking(base: BranchHead, copies: CopiedRows): NewVersion | null {
    const count = copies.blocks.length + copies.altered.length + copies.removed.length;
    return count === 0 ? null : new NewVersion(base, [], [], copies);
  }

  /** Every block that is new, other or gone. */
  get touched(): BlockRef[] {
    const { blocks = [], altered = [], removed = [] } = this.copies ?? {};
    return [...[...this.put, ...altered].map(({ block }) => block), ...blocks, ...this.remove, ...removed];
  }

  /** Whether one statement is enough to write it: it goes on with the line of the head. */
  get goesOn(): boolean {
    return this.base.isTip;
  }

  /**
   * Writes it and moves the branch to it. The database checks the tree when the transaction commits.
   * @returns null, and nothing is written, when the branch is not where it was read any more; never while it is locked
   */
  async write(manager: EntityManager, { by, message }: Authorship): Promise<CourseVersion | null> {
    const { head, original, isTip } = this.base;
    const { courseId, branch } = head;
    const root = this.copies?.root ?? head.root;
    const line = isTip ? head.line : await this.leaveLine(manager);
    const ordinal = isTip ? head.ordinal + 1 : 1;
    const rows = JSON.stringify([
      ...this.put.map((state) => rowOf(state, this.definitionOf(state))),
      ...(this.copies?.altered ?? []).map((row) => rowOf(row, row.definition)),
    ]);
    const definitions = JSON.stringify(this.definitions);
    const version = [courseId, this.guid, line, ordinal, branch, head.guid, original, root, by, message];
    const { from, blocks: copied = [] } = this.copies ?? {};
    const values = [...version, this.touched, definitions, rows, from?.line ?? 0, from?.ordinal ?? 0, copied];
    const created = await this.run(manager, values);
    if (!isTip) await checkTreeNow(manager);
    return created && { ...head, root, guid: this.guid, line, ordinal, created, createdBy: by };
  }

  /** @returns when the version was made; null when it was not */
  private async run(manager: EntityManager, values: unknown[]): Promise<Date | null> {
    const trail = AuditTrail.current;
    trail?.note({ version: this.guid });
    const entersToo = trail !== null && !trail.isEntered && !manager.queryRunner?.isTransactionActive;
    const [made] = entersToo
      ? await runPrepared<Made>(manager, WRITE_AUDITED_VERSION, [...values, JSON.stringify(trail.record())])
      : await runPrepared<Made>(manager, WRITE_VERSION, values);
    if (made!.created === null) trail?.note({ version: undefined });
    else if (entersToo) trail.entered();
    return made!.created;
  }

  /**
   * Copies what stays onto a new line, because another branch has gone on with the head's (ADR 0005). Once in a branch's life
   * as a rule. The course is base so that two branches do not begin the same line.
   */
  private async leaveLine(manager: EntityManager): Promise<number> {
    const { courseId, line: from, ordinal } = this.base.head;
    await manager.query('SELECT FROM courses WHERE id = $1 FOR NO KEY UPDATE', [courseId]);
    const lines = await manager.query<{ line: number }[]>(
      'INSERT INTO lines (course_id, line, tip) SELECT $1, max(line) + 1, 0 FROM lines WHERE course_id = $1 RETURNING line',
      [courseId],
    );
    const { line } = lines[0]!;
    await manager.query(
      `INSERT INTO blocks (course_id, line, since, block, parent, children, display_name, settings, definition, edited)
       SELECT course_id, $4, 1, block, parent, children, display_name, settings, definition, edited FROM blocks
        WHERE course_id = $1 AND line = $2 AND until > $3 AND since <= $3 AND NOT block = ANY ($5::text[])
        ORDER BY block`,
      [courseId, from, ordinal, line, this.touched],
    );
    return line;
  }

  /** The stored one where it says the same; else a new one, which continues the stored one's history (SPEC C-2). */
  private definitionOf(state: BlockState): string {
    const blocks: StoredBlocks = this.base.blocks;
    const stored = blocks.get(state.block);
    if (stored && sameDefinition(state, stored)) return stored.definition;
    if (state.sharedDefinition !== undefined) return state.sharedDefinition;
    const guid = newGuid();
    const type = typeOf(state.block);
    const content = JSON.stringify(state.content);
    const olx = state.olx && JSON.stringify(state.olx);
    const digest = definitionDigest(type, content, olx);
    const history = { previous: stored?.definition ?? null, original: stored?.original ?? guid };
    this.definitions.push({ guid, type, content, olx, digest, ...history });
    return guid;
  }
}

function rowOf(
  { block, parent, children, displayName, settings, editedIn: edited }: Omit<AlteredRow, 'definition'>,
  definition: string,
): Record<string, unknown> {
  return { block, parent, children, display_name: displayName, settings: JSON.stringify(settings), definition, edited };
}

/** A whole line was written: its check belongs under `statement_timeout`, which does not reach into COMMIT (ADR 0005). */
async function checkTreeNow(manager: EntityManager): Promise<void> {
  await manager.query('SET CONSTRAINTS ALL IMMEDIATE');
  await manager.query('SET CONSTRAINTS ALL DEFERRED');
}
