import { ADDRESS, type Addressed, type LinkBuilder, type LinkContext, type Links, linksOf, type Unlinked } from '../../common/hypermedia/links.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { DRAFT, PUBLISHED } from '../content/index.js';
import type { CourseResponse, CourseSummaryResponse } from './dto/course.response.js';

/** A course in a list. */
export const courseSummaryLinks: LinkBuilder<CourseSummaryResponse> = {
  url: (course, { urls }) => urls.course(course.course_key),
  links: (course, { urls }) => ({
    self: { href: urls.course(course.course_key) },
    collection: { href: urls.courses() },
    assets: { href: urls.assets(course.course_key) },
  }),
};

/** One course at the branch or version that it was asked for. */
export const courseLinks: LinkBuilder<CourseResponse> = {
  url: (course, { urls }) => urls.course(addressOf(course)),
  version: (course) => course.version,
  immutable: (course) => addressOf(course).version !== null,
  links: (course, context) => ({ ...ways(course, context), ...otherStates(addressOf(course), context) }),
};

function ways(course: Unlinked<CourseResponse>, { urls, principal }: LinkContext): Links {
  const address = addressOf(course);
  const root = address.makeUsageKey('course', 'course');
  return linksOf({
    self: { href: urls.course(address) },
    collection: { href: urls.courses() },
    root: !principal.isAnonymous && { href: urls.xblock(root), title: 'The course block' },
    children: !principal.isAnonymous && { href: urls.children(root), title: 'Its sections' },
    assets: { href: urls.assets(course.course_key) },
    import: principal.isGlobalStaff && { href: urls.imports(course.course_key), method: 'POST', title: 'Import an OLX archive' },
  });
}

/** RFC 5829's relations for the other states of the same course. Drafts are offered to those who surely may read them. */
function otherStates(address: CourseKey, { urls, principal }: LinkContext): Links {
  const plain = address.forBranch(null).forVersion(null);
  return linksOf({
    canonical: (address.branch !== null || address.version !== null) && { href: urls.course(plain) },
    published: { href: urls.course(plain.forBranch(PUBLISHED)) },
    draft: principal.isGlobalStaff && { href: urls.course(plain.forBranch(DRAFT)) },
  });
}

function addressOf(course: Unlinked<CourseResponse>): CourseKey {
  return (course as unknown as Addressed)[ADDRESS] ?? CourseKey.parse(course.course_key);
}
