import type { LinkBuilder } from '../../common/hypermedia/links.js';
import { meUrl } from './accounts-urls.js';
import type { MeResponse } from './dto/me.response.js';

/** Who the caller is. */
export const meLinks: LinkBuilder<MeResponse> = {
  url: (_, { urls }) => meUrl(urls),
  links: ({ username }, { urls }) => ({
    self: { href: meUrl(urls) },
    account: { href: urls.account(username) },
  }),
};
