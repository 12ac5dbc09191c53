import { Collection } from '../../../common/pagination/collection.js';
import { substrings } from '../../../common/pagination/text-search.js';
import { BulkEnrollmentProblemEntity } from './bulk-enrollment-problem.entity.js';

/** The rows of one bulk enrollment that could not be done, in the order of the rows. */
export const bulkProblemCollection = Collection.of<BulkEnrollmentProblemEntity>()({
  from: 'bulk_enrollment_problems p',
  columns: { entity: BulkEnrollmentProblemEntity, alias: 'p' },
  key: 'p.row_number',
  orders: { row: 'p.row_number' },
  defaultOrder: 'row',
  search: substrings(
    'the identifier and the error',
    `(p.identifier || ' ' || p.error_code || ' ' || p.developer_message)`,
  ),
  filters: {},
});
