import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { fullText } from '../../common/pagination/text-search.js';
import { CourseEntity } from '../content/index.js';

/** The course list. Each order has an index that also holds the key; the searched expression is that of ix_courses_text. */
export const courseCollection = Collection.of<CourseEntity>()({
  from: 'courses c',
  columns: { entity: CourseEntity, alias: 'c' },
  key: 'c.course_key',
  orders: {
    course_key: 'c.course_key',
    display_name: 'c.display_name',
    org: 'lower(c.org)',
    start: 'c.start',
    edited: 'c.edited',
  },
  defaultOrder: 'course_key',
  search: fullText(
    'the name, the short description, the organization, the number or the run',
    `to_tsvector('simple', c.display_name || ' ' || c.org || ' ' || c.number || ' ' || c.run || ' ' || coalesce(c.short_description, ''))`,
  ),
  filters: {
    org: (org: string) => sql`lower(c.org) = lower(${org})`,
    is_archived: (isArchived: boolean) => (isArchived ? sql`c.archived IS NOT NULL` : sql`c.archived IS NULL`),
    pacing: (pacing: 'instructor' | 'self') => sql`c.self_paced = ${pacing === 'self'}`,
  },
});
