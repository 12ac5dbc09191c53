import { ItemCollection } from '../../../common/pagination/item-collection.js';
import { CHECKS, SEVERITIES } from './check-ids.js';
import type { CheckResult } from './check-result.js';

/** What has been checked; it is in memory anyway. */
export const courseCheckCollection = ItemCollection.of<CheckResult>()({
  orders: {
    position: 'as_given',
    id: ({ id }) => id,
    severity: ({ id }) => SEVERITIES.indexOf(CHECKS[id].severity),
    count: ({ count }) => count,
  },
  defaultOrder: 'position',
  search: { searched: 'the id or the title', texts: ({ id }) => [id, CHECKS[id].title] },
});
