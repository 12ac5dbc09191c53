import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { historyUrl } from './enrollment-urls.js';
import { type EnrollmentResponse, enrollmentStanding } from './dto/enrollment.response.js';

/** One enrollment. Its URL is the one with the keys, whichever it was asked for by (SPEC I-1). */
export const enrollmentLinks: LinkBuilder<EnrollmentResponse> = {
  url: ({ user, course }, { urls }) => urls.enrollment(user.username, course.course_key),
  version: (enrollment) => String(enrollmentStanding.of(enrollment).revision),
  circumstances: (enrollment) => [String(enrollmentStanding.of(enrollment).mayWrite)],
  links: (enrollment, { urls }) => {
    const { user, course } = enrollment;
    const self = urls.enrollment(user.username, course.course_key);
    const { mayWrite } = enrollmentStanding.of(enrollment);
    return linksOf({
      self: { href: self },
      collection: { href: urls.enrollments() },
      account: { href: urls.account(user.username) },
      course: { href: urls.course(course.course_key) },
      history: { href: historyUrl(urls, user.username, course.course_key), title: 'What became of it' },
      edit: mayWrite && { href: self, method: 'PATCH', title: 'Change the mode, leave or come back' },
      unenroll: mayWrite && { href: self, method: 'DELETE', title: 'Delete the enrollment' },
    });
  },
};
