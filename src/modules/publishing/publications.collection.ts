import { Collection } from '../../common/pagination/collection.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import { type BlockRef, PUBLISHED } from '../content/index.js';
import type { PublicationAction } from './publication.entity.js';

/** A version of the published branch, and how it came to be. */
export interface PublicationRow {
  readonly guid: string;
  readonly previous: string | null;
  readonly message: string | null;
  readonly created: Date;
  readonly createdBy: string | null;
  /** Null: not by publishing. */
  readonly action: PublicationAction | null;
  readonly sourceVersion: string | null;
  readonly blocks: BlockRef[] | null;
  readonly exclude: BlockRef[] | null;
}

/** The versions of the published branch `v`, in one course. */
export const publishedIn = (courseId: number): Sql =>
  sql`v.course_id = ${courseId} AND v.branch = ${Sql.text(`'${PUBLISHED}'`)}`;

/** The row of a block at a version; equal `edited` are equal rows. */
const EDITED_NOW = '(SELECT r.edited FROM block_at(v.course_id, v.line, v.ordinal,';
const EDITED_BEFORE = '(SELECT r.edited FROM versions w CROSS JOIN LATERAL block_at(w.course_id, w.line, w.ordinal,';

const FROM = 'versions v LEFT JOIN publications p ON p.course_id = v.course_id AND p.version = v.guid';
const COLUMNS = `v.guid, v.previous, v.message, v.created, v.created_by AS "createdBy", p.action, p.source_version AS "sourceVersion", p.blocks, p.exclude`;

/** A statement that reads such rows. */
export const PUBLICATION_SQL = `SELECT ${COLUMNS} FROM ${FROM}`;

/** What became of the published branch, the newest first. */
export const publicationCollection = Collection.of<PublicationRow>()({
  from: FROM,
  columns: COLUMNS,
  key: 'v.guid',
  orders: { created: 'v.created' },
  defaultOrder: '-created',
  search: substrings('the message or the username', `concat_ws(' ', v.message, v.created_by)`),
  filters: {
    /** In which this very block came, went or became another. */
    block: (block: BlockRef) => sql`${Sql.text(EDITED_NOW)} ${block}) r) IS DISTINCT FROM
      ${Sql.text(EDITED_BEFORE)} ${block}) r WHERE w.course_id = v.course_id AND w.guid = v.previous)`,
    action: (action: string) => sql`coalesce(p.action, 'edit') = ${action}`,
    user: (username: string) => sql`lower(v.created_by) = lower(${username})`,
    from: (at: Date) => sql`v.created >= ${at}`,
    until: (at: Date) => sql`v.created < ${at}`,
  },
});
