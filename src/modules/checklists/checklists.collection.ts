import { Collection } from '../../common/pagination/collection.js';
import { substrings } from '../../common/pagination/text-search.js';
import { CHECKLIST_COLUMNS, type ChecklistRow } from './checklist-store.js';

const TEXTS = `l.short_description || ' ' || coalesce((SELECT string_agg(i.short_description, ' ') FROM checklist_items i
  WHERE i.course_id = l.course_id AND i.checklist_id = l.id), '')`;

/** The checklists of one course: a hundred at most. */
export const checklistCollection = Collection.of<ChecklistRow>()({
  from: 'checklists l',
  columns: CHECKLIST_COLUMNS,
  key: 'l.id',
  orders: {
    position: 'l.position',
    short_description: 'l.short_description',
    created: 'l.created',
    edited: 'l.edited',
  },
  defaultOrder: 'position',
  search: substrings('the short descriptions of lists and items', TEXTS),
  filters: {},
});
