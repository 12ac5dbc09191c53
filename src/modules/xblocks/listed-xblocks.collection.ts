import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import type { BlockRef } from '../content/index.js';

/** A row of a block, with the version that has changed it last and the one that has taken it away, if one has. */
export interface ListedXblockRow {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly displayName: string | null;
  readonly edited: string;
  readonly editedOn: Date;
  readonly editedBy: string | null;
  readonly deletedIn: string | null;
  readonly deletedOn: Date | null;
  readonly deletedBy: string | null;
  /** Version of the branch that was the last to have it. */
  readonly lastVersion: string | null;
  /** The setting that says where it was copied from. */
  readonly upstream: string | null;
}

/** The blocks of one version, or those that it does not have any more: which, `visible` says; then their names are unique. */
export const xblockCollection = Collection.of<ListedXblockRow>()({
  from: 'blocks b LEFT JOIN versions e ON e.guid = b.edited',
  joins: `LEFT JOIN versions g ON g.course_id = b.course_id AND g.line = b.line AND g.ordinal = b.until
          LEFT JOIN versions l ON l.course_id = b.course_id AND l.line = b.line AND l.ordinal = b.until - 1`,
  columns: `b.block, b.parent, b.display_name AS "displayName", b.edited, e.created AS "editedOn", e.created_by AS "editedBy",
            g.guid AS "deletedIn", g.created AS "deletedOn", g.created_by AS "deletedBy", l.guid AS "lastVersion",
            b.settings ->> 'upstream' AS upstream`,
  key: 'b.block',
  orders: {
    block_id: `split_part(b.block, '@', 2)`,
    display_name: 'lower(b.display_name)',
    type: `split_part(b.block, '@', 1)`,
    edited: 'e.created',
  },
  defaultOrder: 'type',
  search: substrings(
    'the display name or the block id',
    `(coalesce(b.display_name, '') || ' ' || split_part(b.block, '@', 2))`,
  ),
  filters: {
    type: (type: string) => sql`starts_with(b.block, ${`${type}@`})`,
  },
});
