import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { invitationsUrl, invitationUrl } from '../enrollment-urls.js';
import type { InvitationResponse } from './dto/invitation.response.js';

/** One invitation: whoever sees it may take it back or decline it. It never changes. */
export const invitationLinks: LinkBuilder<InvitationResponse> = {
  url: ({ uuid }, { urls }) => invitationUrl(urls, uuid),
  version: () => '1',
  links: ({ uuid, course }, { urls }) =>
    linksOf({
      self: { href: invitationUrl(urls, uuid) },
      collection: { href: invitationsUrl(urls) },
      course: { href: urls.course(course.course_key) },
      decline: { href: invitationUrl(urls, uuid), method: 'DELETE', title: 'Decline it, or take it back' },
    }),
};
