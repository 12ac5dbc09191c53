import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';

/** A deleted course in a list. */
export interface DeletedCourse {
  readonly id: number;
  readonly courseKey: string;
  readonly org: string;
  readonly number: string;
  readonly run: string;
  readonly displayName: string;
  readonly start: Date | null;
  readonly end: Date | null;
  readonly deleted: Date;
  readonly deletedBy: string | null;
}

/** How much of each there is in a deleted course. */
export interface Holdings {
  readonly branches: number;
  readonly versions: number;
  /** Of the draft. */
  readonly blocks: number;
  readonly assets: number;
  readonly asset_bytes: number;
  readonly team_members: number;
  readonly enrollments: number;
}

export const DELETED_COURSE_COLUMNS = `c.id, c.course_key AS "courseKey", c.org, c.number, c.run, c.display_name AS "displayName", c.start,
  c."end", c.deleted, c.deleted_by AS "deletedBy"`;

/** Deleted courses, the last deleted first (ix_courses_deleted: there are few of them). */
export const deletedCourseCollection = Collection.of<DeletedCourse>()({
  from: 'courses c',
  columns: DELETED_COURSE_COLUMNS,
  key: 'c.course_key',
  orders: { deleted: 'c.deleted', course_key: 'c.course_key', display_name: 'c.display_name' },
  defaultOrder: '-deleted',
  search: substrings('the name or the course key', `(c.display_name || ' ' || c.course_key)`),
  filters: { org: (org: string) => sql`lower(c.org) = lower(${org})` },
});
