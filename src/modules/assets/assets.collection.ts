import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import { type AssetKind, likePatterns } from './asset-kinds.js';
import { ASSET_COLUMNS, type AssetRow } from './asset-record.js';

/** The assets of one course, which `visible` has to name: the path is unique in a course. */
export const assetCollection = Collection.of<AssetRow>()({
  from: 'assets a',
  joins: 'JOIN courses c ON c.id = a.course_id',
  columns: ASSET_COLUMNS,
  key: 'a.path',
  orders: { display_name: 'lower(a.display_name)', date_added: 'a.created', size: 'a.size' },
  defaultOrder: 'display_name',
  search: substrings('the display name', 'a.display_name'),
  filters: {
    locked: (locked: boolean) => sql`a.locked = ${locked}`,
    content_type: (beginning: string) => sql`starts_with(a.content_type, ${beginning.toLowerCase()})`,
    kind: (kind: AssetKind) => {
      const { patterns, negated } = likePatterns(kind);
      return sql`(a.content_type LIKE ANY (${patterns}::text[])) <> ${negated}`;
    },
  },
});
