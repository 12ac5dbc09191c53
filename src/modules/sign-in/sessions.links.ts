import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import type { SessionResponse } from './dto/session.response.js';
import { sessionVersion } from './sessions.service.js';

/** One session. */
export const sessionLinks: LinkBuilder<SessionResponse> = {
  url: ({ id }, { urls }) => urls.session(id),
  version: ({ created }) => sessionVersion(created),
  circumstances: ({ last_seen, address, device, current }) => [last_seen, address, device, String(current)],
  links: ({ id, user }, { urls }) =>
    linksOf({
      self: { href: urls.session(id) },
      collection: { href: urls.sessions() },
      account: { href: user.url },
      end: { href: urls.session(id), method: 'DELETE', title: 'End the session' },
    }),
};
