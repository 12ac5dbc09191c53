import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { courseEnrollmentUrl, courseModesUrl, courseModeUrl, invitationsUrl } from '../enrollment-urls.js';
import { type CourseEnrollmentResponse, courseEnrollmentStanding } from './dto/course-enrollment.response.js';
import { type CourseModeResponse, courseModeStanding } from './dto/course-mode.response.js';

/** One mode of a course. */
export const courseModeLinks: LinkBuilder<CourseModeResponse> = {
  url: ({ course, mode_slug }, { urls }) => courseModeUrl(urls, course.course_key, mode_slug),
  version: (mode) => String(courseModeStanding.of(mode).revision),
  circumstances: (mode) => [String(courseModeStanding.of(mode).mayManage)],
  links: (mode, { urls }) => {
    const { course_key: key } = mode.course;
    const self = courseModeUrl(urls, key, mode.mode_slug);
    return linksOf({
      self: { href: self },
      collection: { href: courseModesUrl(urls, key) },
      course: { href: urls.course(key) },
      edit: courseModeStanding.of(mode).mayManage && { href: self, method: 'PATCH', title: 'Change the mode' },
    });
  },
};

/** Who may come into a course. */
export const courseEnrollmentLinks: LinkBuilder<CourseEnrollmentResponse> = {
  url: ({ course }, { urls }) => courseEnrollmentUrl(urls, course.course_key),
  version: (resource) => courseEnrollmentStanding.of(resource).version,
  circumstances: (resource) => courseEnrollmentStanding.of(resource).circumstances,
  links: (resource, { urls }) => {
    const { course_key: key } = resource.course;
    const { mayManage, isSignedIn } = courseEnrollmentStanding.of(resource);
    const self = courseEnrollmentUrl(urls, key);
    return linksOf({
      self: { href: self },
      course: { href: urls.course(key) },
      modes: { href: courseModesUrl(urls, key), title: 'How it may be taken' },
      enrollments: isSignedIn && {
        href: urls.enrollments({ course: key }),
        title: 'Those enrollments that you may see',
      },
      invitations: mayManage && {
        href: `${invitationsUrl(urls)}?course=${encodeURIComponent(key)}`,
        title: 'Who is invited',
      },
      edit: mayManage && { href: self, method: 'PATCH', title: 'Change the number of seats' },
    });
  },
};
