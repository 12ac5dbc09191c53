import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { checkedOf, type CourseCheckResponse } from './dto/course-check.response.js';

/** One check of one course, at the branch or version that was asked for. */
export const courseCheckLinks: LinkBuilder<CourseCheckResponse> = {
  url: (response, { urls }) => urls.courseCheck(checkedOf(response).address, response.id),
  version: (response) => checkedOf(response).state,
  links: (response, { urls }) => {
    const { address } = checkedOf(response);
    return linksOf({
      self: { href: urls.courseCheck(address, response.id) },
      collection: { href: urls.courseChecks(address), title: 'All checks of the course' },
      course: { href: response.course.url },
      checklists: { href: urls.checklists(response.course.course_key), title: 'What there is to do for the course' },
    });
  },
};
