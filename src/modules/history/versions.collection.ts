import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import { type BlockRef, STORED_VERSION_COLUMNS, STORED_VERSION_JOINS, type StoredVersion } from '../content/index.js';

/** The versions of a course, the newest first. */
export const versionCollection = Collection.of<StoredVersion>()({
  from: 'versions v',
  joins: STORED_VERSION_JOINS,
  columns: STORED_VERSION_COLUMNS,
  key: 'v.guid',
  orders: { created: 'v.created', branch: 'v.branch', created_by: 'v.created_by' },
  defaultOrder: '-created',
  search: substrings('the message, the author or the branch', `concat_ws(' ', v.message, v.created_by, v.branch)`),
  filters: {
    branch: (branch: string) => sql`v.branch = ${branch}`,
    created_by: (username: string) => sql`lower(v.created_by) = lower(${username})`,
    // Answers tell milliseconds: what was made at this very instant is not after it.
    created_after: (at: Date) => sql`v.created >= ${new Date(at.getTime() + 1)}`,
    created_before: (at: Date) => sql`v.created < ${at}`,
    block: ({ courseId, block }: { readonly courseId: number; readonly block: BlockRef }) =>
      sql`v.guid = ANY (ARRAY(SELECT changed.guid FROM block_versions(${courseId}::bigint, ${block}) changed))`,
  },
});
