import type { EntityManager } from 'typeorm';
import { alsoEntering } from '../../common/audit/audit-statement.js';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { type BlockRef, typeOf } from './block-ref.js';
import { type BlockState, type ChangeSet, sameBlock, sameDefinition, type StoredBlocks } from './content-change.js';
import type { CourseVersion } from './course-version.js';
import { definitionDigest } from './definition-digest.js';
import { newGuid } from './guid.js';
import type { BranchHead } from './branch-head.js';
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
  text: 'SELECT write_version($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS created',
};

/** The same with its entry in the audit log, where no transaction takes that along. */
const WRITE_AUDITED_VERSION: PreparedStatement = {
  name: 'content_write_audited_version',
  text: alsoEntering(WRITE_VERSION.text, 'created IS NOT NULL', '$14'),
};

/** The version that follows a head: what differs from it, and how that is written. */
export class NewVersion {
  private readonly guid = newGuid();
  private readonly definitions: DefinitionRow[] = [];

  private constructor(
    private readonly base: BranchHead,
    private readonly put: readonly BlockState[],
    private readonly remove: readonly BlockRef[],
  ) {}

  /** @returns null when the change changes nothing */
  static after(base: BranchHead, { put, remove }: ChangeSet): NewVersion | null {
    const differing = put.filter((state) => {
      const stored = base.blocks.get(state.block);
      return !stored || !sameBlock(state, stored);
    });
    return differing.length + remove.length === 0 ? null : new NewVersion(base, differing, remove);
  }

  /** Every block that is new, other or gone. */
  get touched(): BlockRef[] {
    return [...this.put.map(({ block }) => block), ...this.remove];
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
    const { courseId, branch, root } = head;
    const line = isTip ? head.line : await this.leaveLine(manager);
    const ordinal = isTip ? head.ordinal + 1 : 1;
    const rows = JSON.stringify(this.put.map((state) => this.rowOf(state)));
    const definitions = JSON.stringify(this.definitions);
    const version = [courseId, this.guid, line, ordinal, branch, head.guid, original, root, by, message];
    const values = [...version, this.touched, definitions, rows];
    const created = await this.run(manager, values);
    if (!isTip) await checkTreeNow(manager);
    return created && { ...head, guid: this.guid, line, ordinal, created, createdBy: by };
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

  private rowOf(state: BlockState): Record<string, unknown> {
    const { block, parent, children, displayName } = state;
    const settings = JSON.stringify(state.settings);
    return { block, parent, children, display_name: displayName, settings, definition: this.definitionOf(state) };
  }

  /** The stored one where it says the same; else a new one, which continues the stored one's history (SPEC C-2). */
  private definitionOf(state: BlockState): string {
    const blocks: StoredBlocks = this.base.blocks;
    const stored = blocks.get(state.block);
    if (stored && sameDefinition(state, stored)) return stored.definition;
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

/** A whole line was written: its check belongs under `statement_timeout`, which does not reach into COMMIT (ADR 0005). */
async function checkTreeNow(manager: EntityManager): Promise<void> {
  await manager.query('SET CONSTRAINTS ALL IMMEDIATE');
  await manager.query('SET CONSTRAINTS ALL DEFERRED');
}
