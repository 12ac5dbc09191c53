import { Collection } from '../../../common/pagination/collection.js';
import { substrings } from '../../../common/pagination/text-search.js';
import { CourseModeEntity } from './course-mode.entity.js';

/** The modes of one course, which are at most as many as there are names for modes. */
export const courseModeCollection = Collection.of<CourseModeEntity>()({
  from: 'course_modes m',
  columns: { entity: CourseModeEntity, alias: 'm' },
  key: 'm.mode_slug',
  orders: { mode_slug: 'm.mode_slug', min_price: 'm.min_price', created: 'm.created' },
  defaultOrder: 'mode_slug',
  search: substrings(
    'the name or the description',
    `(m.mode_slug || ' ' || m.mode_display_name || ' ' || coalesce(m.description, ''))`,
  ),
  filters: {},
});
