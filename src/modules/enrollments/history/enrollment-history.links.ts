import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { historyUrl } from '../enrollment-urls.js';
import { changedEnrollment, type EnrollmentChangeResponse } from './dto/enrollment-change.response.js';

/** One change of an enrollment. */
export const enrollmentChangeLinks: LinkBuilder<EnrollmentChangeResponse> = {
  url: (change, { urls }) => {
    const { username, courseKey } = changedEnrollment.of(change);
    return `${historyUrl(urls, username, courseKey)}${change.revision}/`;
  },
  version: ({ revision }) => String(revision),
  links: (change, { urls }) => {
    const { username, courseKey } = changedEnrollment.of(change);
    return linksOf({
      self: { href: `${historyUrl(urls, username, courseKey)}${change.revision}/` },
      collection: { href: historyUrl(urls, username, courseKey) },
      up: { href: urls.enrollment(username, courseKey), title: 'The enrollment' },
    });
  },
};
