import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import type { CourseExportEntity } from './course-export.entity.js';

/** An export, with the name of whoever asked for it. */
export type StoredExport = Omit<CourseExportEntity, 'createdById'> & { readonly createdBy: string | null };

export const EXPORT_COLUMNS = `e.id, e.course_key AS "courseKey", e.branch, e.versions, e.format, e.file_name AS "fileName", e.size, e.sha256,
  e.blocks, e.files, e.oddities, e.created, e.expires, u.username AS "createdBy"`;
export const EXPORT_OWNER = 'LEFT JOIN users u ON u.id = e.created_by_id';

/** The archives of one course, the newest first. */
export const exportCollection = Collection.of<StoredExport>()({
  from: 'course_exports e',
  joins: EXPORT_OWNER,
  columns: EXPORT_COLUMNS,
  key: 'e.id',
  orders: { created: 'e.created', size: 'e.size' },
  defaultOrder: '-created',
  search: substrings('the file name', 'e.file_name'),
  filters: { branch: (branch: string) => sql`e.branch = ${branch}` },
});
