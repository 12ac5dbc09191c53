import {
  type LinkBuilder,
  type LinkContext,
  type Links,
  linksOf,
  type Unlinked,
} from '../../common/hypermedia/links.js';
import type { DeletedCourseResponse, DeletedCourseSummaryResponse } from './dto/deleted-course.response.js';

/** A deleted course in a list. Who sees it may restore it. */
export const deletedCourseSummaryLinks: LinkBuilder<DeletedCourseSummaryResponse> = {
  url: ({ course_key: key }, { urls }) => urls.deletedCourse(key),
  links: ways,
};

/** A deleted course. Its version is that of its deletion: nothing else happens to it. */
export const deletedCourseLinks: LinkBuilder<DeletedCourseResponse> = {
  url: ({ course_key: key }, { urls }) => urls.deletedCourse(key),
  version: versionOfDeletion,
  circumstances: ({ holdings }) => [JSON.stringify(holdings)],
  links: ways,
};

/** @param course as it is shown */
export function versionOfDeletion({ deleted }: Unlinked<DeletedCourseSummaryResponse>): string {
  return String(Date.parse(deleted.on));
}

function ways({ course_key: key }: Unlinked<DeletedCourseSummaryResponse>, { urls, principal }: LinkContext): Links {
  return linksOf({
    self: { href: urls.deletedCourse(key) },
    collection: { href: urls.deletedCourses() },
    restorations: { href: urls.restorations(key), method: 'POST', title: 'Bring it back as it was' },
    purge: principal.isGlobalStaff && {
      href: urls.deletedCourse(key),
      method: 'DELETE',
      title: 'Destroy it, with everything that belongs to it',
    },
  });
}
