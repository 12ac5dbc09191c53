import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { type ChecklistResponse, seenChecklist } from './dto/checklist.response.js';
import { versionOf } from './stored-checklist.js';

/** One checklist of a course. */
export const checklistLinks: LinkBuilder<ChecklistResponse> = {
  url: ({ id, course }, { urls }) => urls.checklist(course.course_key, id),
  version: (response) => versionOf(seenChecklist(response).checklist),
  circumstances: (response) => {
    const { checklist, mayEdit, mayDelete, passed } = seenChecklist(response);
    const checks = checklist.items.map(({ check }) => (check === null ? '' : String(passed.get(check))));
    return [String(checklist.position), String(mayEdit), String(mayDelete), checks.join()];
  },
  links: (response, { urls }) => {
    const { id, course } = response;
    const { mayEdit, mayDelete } = seenChecklist(response);
    const self = urls.checklist(course.course_key, id);
    return linksOf({
      self: { href: self },
      collection: { href: urls.checklists(course.course_key), title: 'Checklists of the course' },
      course: { href: course.url },
      checks: { href: urls.courseChecks(course.course_key), title: 'What is wrong with the draft' },
      edit: mayEdit && { href: self, method: 'PATCH', title: 'Tick an item, or change the list' },
      remove: mayDelete && { href: self, method: 'DELETE', title: 'Delete the list' },
    });
  },
};
