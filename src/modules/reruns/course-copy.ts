import type { EntityManager } from 'typeorm';
import {
  type BlockRef,
  definitionDigest,
  DRAFT,
  type JsonObject,
  newGuid,
  PUBLISHED,
  remainderAfter,
  typeOf,
} from '../content/index.js';
import {
  DATE_SETTINGS,
  type RerunRewriting,
  TYPES_WITH_CONTENT_TO_MAP,
  TYPES_WITH_SETTINGS_TO_MAP,
} from './rerun-rewriting.js';

/** The head of a branch of the course that is copied. Versions never change, so that nobody has to wait for the copy. */
export interface SourceHead {
  readonly name: string;
  readonly guid: string;
  readonly line: number;
  readonly ordinal: number;
  readonly root: BlockRef;
  readonly original: string;
}

export interface Authorship {
  readonly by: string | null;
  readonly message: string | null;
}

interface SourceRow {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: BlockRef[];
  readonly display_name: string | null;
  readonly settings: JsonObject;
  readonly definition: string;
  readonly edited: string;
  /** Null where only the settings matter. */
  readonly content: JsonObject | null;
  readonly olx: JsonObject | null;
}

/** Both branches of a course, or none where it has been deleted; one statement, so that they belong together. */
export async function sourceHeads(
  manager: EntityManager,
  courseKey: string,
): Promise<{ readonly courseId: number; readonly draft: SourceHead; readonly published: SourceHead } | null> {
  const rows = await manager.query<(SourceHead & { course_id: number })[]>(
    `SELECT c.id AS course_id, b.name, v.guid, v.line, v.ordinal, v.root, v.original
       FROM courses c JOIN branches b ON b.course_id = c.id JOIN versions v ON v.course_id = b.course_id AND v.guid = b.head
      WHERE c.course_key = $1 AND c.deleted IS NULL AND b.name IN ('${DRAFT}', '${PUBLISHED}')`,
    [courseKey],
  );
  const [draft, published] = [DRAFT, PUBLISHED].map((branch) => rows.find(({ name }) => name === branch));
  return draft && published ? { courseId: draft.course_id, draft, published } : null;
}

/**
 * Copies the two heads of a course into a new one: a statement for the rows of each, and a look at the few that say something
 * else in the copy. Definitions are shared. A block is last changed in the version that the copy begins with, in the same one on
 * both branches where it is the same on both; so what is unpublished in the source is unpublished in the copy, and nothing of
 * the copy leads to the source's history.
 */
export class CourseCopy {
  /** New definitions by digest: what is the same on both branches is made once. */
  private readonly definitions = new Map<string, string>();
  private readonly published = newGuid();

  constructor(
    private readonly manager: EntityManager,
    private readonly from: number,
    private readonly to: number,
    private readonly rewriting: RerunRewriting,
    private readonly authorship: Authorship,
  ) {}

  /** @returns how many blocks the draft has */
  async run(draft: SourceHead, published: SourceHead): Promise<number> {
    const count = await this.copy(published, 1, this.published, null);
    await this.point(PUBLISHED, this.published);
    if (draft.guid === published.guid) {
      await this.point(DRAFT, this.published);
      return count;
    }
    const guid = newGuid();
    const drafts = await this.copy(draft, 2, guid, published);
    await this.point(DRAFT, guid);
    return drafts;
  }

  /** @param twin head of the branch that was copied already, with whose rows those of this one may be equal */
  private async copy(head: SourceHead, line: number, guid: string, twin: SourceHead | null): Promise<number> {
    await this.manager.query('INSERT INTO lines (course_id, line, tip) VALUES ($1, $2, 1)', [this.to, line]);
    const at = [this.from, head.line, head.ordinal];
    const other = [twin?.line ?? 0, twin?.ordinal ?? 0];
    const rows = await this.manager.query<SourceRow[]>(ROWS_TO_REWRITE, [
      ...at,
      head.root,
      TYPES_WITH_CONTENT_TO_MAP,
      TYPES_WITH_SETTINGS_TO_MAP,
      DATES,
    ]);
    const rewritten = rows.flatMap((row) => this.rewrite(row));
    await this.storeDefinitions(rewritten);
    const values = [...at, this.to, line, guid, ...other, this.published];
    const [{ count }] = await this.manager.query<[{ count: number }]>(COPY_ROWS, [
      ...values,
      rewritten.map(({ block }) => block),
    ]);
    const texts = rewritten.map(({ settings, ...row }) => ({ ...row, settings: JSON.stringify(settings) }));
    await this.manager.query(INSERT_ROWS, [...values, JSON.stringify(texts)]);
    await this.makeVersion(head, line, guid);
    return count + rewritten.length;
  }

  /** @returns nothing for a block that says the same in the copy */
  private rewrite(row: SourceRow): RewrittenRow[] {
    const { block, display_name: displayName, settings, content, olx } = row;
    const next = this.rewriting.apply({ block, displayName, settings, content });
    if (next.displayName === displayName && next.settings === settings && next.content === content) return [];
    const remainder = remainderAfter(typeOf(block), olx, {
      settings: changed(settings, next.settings),
      content: changed(content ?? {}, next.content ?? {}),
    });
    const isSame = next.content === content && remainder === olx;
    const definition = isSame ? null : definitionOf(block, next.content!, remainder);
    return [{ ...row, display_name: next.displayName, settings: next.settings, next: definition }];
  }

  private async storeDefinitions(rows: RewrittenRow[]): Promise<void> {
    const made: (NewDefinition & { guid: string })[] = [];
    for (const row of rows) {
      if (!row.next) continue;
      const known = this.definitions.get(row.next.digest);
      const guid = known ?? newGuid();
      if (known === undefined) made.push({ ...row.next, guid });
      this.definitions.set(row.next.digest, guid);
      row.definition = guid;
    }
    if (made.length > 0) await this.manager.query(INSERT_DEFINITIONS, [JSON.stringify(made), this.authorship.by]);
  }

  private async makeVersion({ name, root, original }: SourceHead, line: number, guid: string): Promise<void> {
    const { by, message } = this.authorship;
    await this.manager.query(
      `INSERT INTO versions (course_id, guid, line, ordinal, branch, previous, original, root, created, created_by, message)
       VALUES ($1, $2, $3, 1, $4, NULL, $5, $6, clock_timestamp(), $7, $8)`,
      [this.to, guid, line, name, original, root, by, message],
    );
  }

  private async point(branch: string, guid: string): Promise<void> {
    await this.manager.query('INSERT INTO branches (course_id, name, head) VALUES ($1, $2, $3)', [
      this.to,
      branch,
      guid,
    ]);
  }
}

interface NewDefinition {
  readonly type: string;
  readonly content: string;
  readonly olx: string | null;
  readonly digest: string;
}

type RewrittenRow = Omit<SourceRow, 'definition'> & { definition: string; readonly next: NewDefinition | null };

function definitionOf(block: BlockRef, content: JsonObject, remainder: JsonObject | null): NewDefinition {
  const type = typeOf(block);
  const [text, olx] = [JSON.stringify(content), remainder && JSON.stringify(remainder)];
  return { type, content: text, olx, digest: definitionDigest(type, text, olx) };
}

function changed(before: JsonObject, after: JsonObject): Set<string> {
  const names = [...Object.keys(before), ...Object.keys(after)];
  return new Set(names.filter((name) => before[name] !== after[name]));
}

/** Whether a text of settings may hold a date. */
const DATES = `"(${DATE_SETTINGS.join('|')})"`;

const AT_SOURCE = 's.course_id = $1 AND s.line = $2 AND s.until > $3 AND s.since <= $3';

/** $4 root, $5 types whose content is looked at, $6 types whose settings are, $7 settings that are. Where meta of the OLX repeats settings, it is looked at as well. */
const ROWS_TO_REWRITE = `
SELECT s.block, s.parent, s.children, s.display_name, s.settings, s.definition, s.edited,
       CASE WHEN w.is_whole THEN d.content END AS content, CASE WHEN w.is_whole THEN d.olx END AS olx
  FROM blocks s JOIN definitions d ON d.guid = s.definition
 CROSS JOIN LATERAL (SELECT s.block = $4 OR d.type = ANY ($5) OR d.olx ->> 'meta' IS NOT NULL AS is_whole) w
 WHERE ${AT_SOURCE} AND (s.block = $4 OR d.type = ANY ($5) OR d.type = ANY ($6) OR s.settings::text ~ $7)`;

/** What the last change of a row is called in the copy. $4 course, $5 line, $6 version, $7 and $8 twin, $9 the twin's version. */
const EDITED = `CASE WHEN EXISTS (SELECT FROM blocks t WHERE t.course_id = $1 AND t.line = $7 AND t.until > $8 AND t.since <= $8
    AND t.block = s.block AND t.edited = s.edited) THEN $9 ELSE $6 END`;

const COPY_ROWS = `
WITH copied AS (
  INSERT INTO blocks (course_id, line, since, block, parent, children, display_name, settings, definition, edited)
  SELECT $4, $5, 1, s.block, s.parent, s.children, s.display_name, s.settings, s.definition, ${EDITED}
    FROM blocks s WHERE ${AT_SOURCE} AND NOT s.block = ANY ($10::text[])
   ORDER BY s.block RETURNING 1
) SELECT count(*)::int AS count FROM copied`;

const INSERT_ROWS = `
INSERT INTO blocks (course_id, line, since, block, parent, children, display_name, settings, definition, edited)
SELECT $4, $5, 1, s.block, s.parent, s.children, s.display_name, s.settings::json, s.definition, ${EDITED}
  FROM json_to_recordset($10::json) AS s (block text, parent text, children text[], display_name text, settings text, definition text, edited text)
 WHERE $2::int IS NOT NULL AND $3::int IS NOT NULL ORDER BY s.block`;

/** They begin histories of their own. */
const INSERT_DEFINITIONS = `
INSERT INTO definitions (guid, type, content, olx, digest, original, created_by)
SELECT d.guid, d.type, d.content::json, d.olx::json, d.digest, d.guid, $2
  FROM json_to_recordset($1::json) AS d (guid text, type text, content text, olx text, digest text)`;
