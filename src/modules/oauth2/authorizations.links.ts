import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { versionOf } from './authorizations.service.js';
import type { AuthorizationResponse } from './dto/authorization.response.js';
import { authorizationsUrl, authorizationUrl } from './oauth2-urls.js';

/** One authorization; whoever may read it may take it back. */
export const authorizationLinks: LinkBuilder<AuthorizationResponse> = {
  url: ({ id }, { urls }) => authorizationUrl(urls, id),
  version: versionOf,
  circumstances: ({ application, last_used: lastUsed }) => [application, lastUsed ?? ''],
  links: ({ id, user }, { urls }) => {
    const self = authorizationUrl(urls, id);
    return linksOf({
      self: { href: self },
      collection: { href: authorizationsUrl(urls) },
      account: { href: user.url },
      revoke: { href: self, method: 'DELETE', title: 'Take it back; every token that came of it ends' },
    });
  },
};
