import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import { ORGANIZATION_COLUMNS, type StoredOrganization } from './stored-organization.js';

/** The list of organizations. By code: each is followed by those below it. */
export const organizationCollection = Collection.of<StoredOrganization>()({
  from: 'organizations o',
  joins: 'LEFT JOIN organizations p ON p.id = o.parent_id',
  columns: ORGANIZATION_COLUMNS,
  key: 'o.id',
  orders: { code: 'o.id', name: 'o.name', created: 'o.created' },
  defaultOrder: 'code',
  search: substrings('the code, the name or the description', `(o.code || ' ' || o.name || ' ' || o.description)`),
  filters: {
    parent: (code: string) => sql`o.parent_id = lower(${code})`,
    is_top_level: (isTop: boolean) => sql`(o.parent_id IS NULL) = ${isTop}`,
  },
});
