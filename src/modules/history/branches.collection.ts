import { Collection } from '../../common/pagination/collection.js';
import { substrings } from '../../common/pagination/text-search.js';
import { STORED_BRANCH_COLUMNS, STORED_BRANCH_JOINS, type StoredBranch } from '../content/index.js';

/** The branches of a course, by name. Names are unique in a course, and lists are of one. */
export const branchCollection = Collection.of<StoredBranch>()({
  from: `branches b ${STORED_BRANCH_JOINS}`,
  columns: STORED_BRANCH_COLUMNS,
  key: 'b.name',
  orders: { name: 'b.name', created: 'bv.created' },
  defaultOrder: 'name',
  search: substrings('the name', 'b.name'),
  filters: {},
});
