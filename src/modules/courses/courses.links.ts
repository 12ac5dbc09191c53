import type { Principal } from '../../common/auth/principal.js';
import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import {
  type Link,
  type LinkBuilder,
  type LinkContext,
  type Links,
  linksOf,
  readingOf,
  type Unlinked,
} from '../../common/hypermedia/links.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import { DRAFT, PUBLISHED } from '../content/index.js';
import { isOrganizationCode } from '../organizations/index.js';
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
  url: (course, { urls }) => urls.course(readingOf(course).address),
  version: (course) => course.version,
  links: (course, context) => ({ ...ways(course, context), ...otherStates(course, context) }),
};

function ways(course: Unlinked<CourseResponse>, { urls, principal }: LinkContext): Links {
  const { address, access, opensRoot } = readingOf(course);
  const { blockType, blockId } = UsageKey.parse(course.outline.root);
  const root = address.makeUsageKey(blockType, blockId);
  return linksOf({
    ...publishing(course, urls),
    self: { href: urls.course(address) },
    collection: { href: urls.courses() },
    root: opensRoot && { href: urls.xblock(root), title: 'The course block' },
    children: opensRoot && { href: urls.children(root), title: 'Its sections' },
    assets: { href: urls.assets(course.course_key) },
    organization: isOrganizationCode(course.org) && {
      href: urls.organization(course.org),
      title: 'Whose course it is',
    },
    team_members: access.may('courses.view_course_team') &&
      address.version === null && { href: urls.teamMembers(course.course_key), title: 'Who works on it' },
    enrollments: !principal.isAnonymous &&
      address.version === null && {
        href: urls.enrollments({ course: course.course_key }),
        title: 'Those enrollments in it that you may see',
      },
    enroll: mayEnroll(course, principal) && { href: urls.enrollments(), method: 'POST', title: 'Enroll' },
    seats: address.version === null && {
      href: urls.courseEnrollment(course.course_key),
      title: 'Who may come in, and how many seats are left',
    },
    modes: address.version === null && { href: urls.courseModes(course.course_key), title: 'How it may be taken' },
    invitations: access.may('enrollments.invite') &&
      address.version === null && {
        href: urls.invitations({ course: course.course_key }),
        title: 'Who is invited to it',
      },
    audit_entries: access.may('audit.view_entry') &&
      address.version === null && {
        href: urls.auditEntries({ course: course.course_key }),
        title: 'Who changed what in it',
      },
    access_policy: access.may('courses.view_access_policy') &&
      address.version === null && {
        href: urls.accessPolicy(course.course_key),
        title: 'Who may see the course and its content',
      },
    checklists: access.may('courses.view_checklists') &&
      address.version === null && { href: urls.checklists(course.course_key), title: 'What there is to do for it' },
    checks: access.may('courses.view_checklists') &&
      address.version === null && { href: urls.courseChecks(course.course_key), title: 'What is wrong with its draft' },
    'version-history': access.readsDrafts &&
      address.version === null && { href: urls.versions(course.course_key), title: 'Who changed what in it, and when' },
    branches: access.readsDrafts &&
      address.version === null && { href: urls.branches(course.course_key), title: 'Its branches' },
    comparison: access.readsDrafts &&
      address.version === null && {
        href: urls.comparisons(course.course_key),
        title: 'What the draft has that is not published',
      },
    reruns: access.may('courses.rerun_course') &&
      address.version === null && { href: urls.reruns(course.course_key), title: 'Courses that were made of it' },
    advanced_settings: access.may('courses.view_advanced_settings') &&
      address.version === null && { href: urls.advancedSettings(course.course_key), title: 'All of its settings' },
    grading_policy: access.may('courses.view_grading_settings') &&
      address.version === null && { href: urls.gradingPolicy(course.course_key), title: 'How it is graded' },
    edit: access.may('courses.edit_details') &&
      address.version === null && {
        href: urls.course(address),
        method: 'PATCH',
        title: course.is_archived ? 'Take it out of the archive' : 'Change its information',
      },
    delete: access.may('courses.delete_course') &&
      address.version === null && {
        href: urls.course(course.course_key),
        method: 'DELETE',
        title: 'Delete the course',
      },
    exports: access.may('courses.export_course') && {
      href: urls.exports(course.course_key),
      title: 'Its archives, and how to make one',
    },
    import: access.offers('courses.import_course') &&
      address.version === null && {
        href: urls.imports(course.course_key),
        method: 'POST',
        title: 'Import an OLX archive',
      },
  });
}

/** What readers see and will see, for the course team. */
function publishing(course: Unlinked<CourseResponse>, urls: ApiUrls): Record<string, Link | false> {
  const { address, access } = readingOf(course);
  const sees = access.readsDrafts && address.version === null;
  const key = course.course_key;
  return {
    publications: sees && { href: urls.publications(key), title: 'What was published, by whom and why' },
    scheduled_publications: sees && { href: urls.scheduledPublications(key), title: 'What is to be published when' },
    unpublished_changes: sees && { href: urls.unpublishedChanges(key), title: 'What readers do not see yet' },
    publish: sees &&
      access.offers('courses.publish_content') && {
        href: urls.publications(key),
        method: 'POST',
        title: 'Publish the draft',
      },
  };
}

/** Whether the caller may come in: who may let people in may always, others through an open door (SPEC E-2). */
function mayEnroll(course: Unlinked<CourseResponse>, principal: Principal): boolean {
  const { access, address } = readingOf(course);
  const { isEnrolled } = access;
  // What may be kept for ever cannot speak of a door that opens and closes.
  if (address.version !== null) return false;
  if (access.may('enrollments.manage_enrollments')) return true;
  const now = new Date().toISOString();
  const { enrollment_start: opens, enrollment_end: closes } = course;
  const isOpen = (opens === null || opens <= now) && (closes === null || now < closes);
  return !principal.isAnonymous && !isEnrolled && !course.is_archived && !course.invitation_only && isOpen;
}

/** The same course in its other states, for those who may see them. */
function otherStates(course: Unlinked<CourseResponse>, { urls }: LinkContext): Links {
  const { address, access } = readingOf(course);
  const plain = address.forBranch(null).forVersion(null);
  return linksOf({
    canonical: (address.branch !== null || address.version !== null) && { href: urls.course(plain) },
    published: { href: urls.course(plain.forBranch(PUBLISHED)) },
    // Caches keep a fixed version for good, but who works on a course changes.
    draft: access.readsDrafts && address.version === null && { href: urls.course(plain.forBranch(DRAFT)) },
    version: { href: urls.course(plain.forVersion(course.version)), title: 'Exactly this version, for good' },
  });
}
