import type { LinkBuilder } from '../../common/hypermedia/links.js';
import type { AccountResponse } from './dto/account.response.js';

/** One account; `me` too is shown under its own name. */
export const accountLinks: LinkBuilder<AccountResponse> = {
  url: ({ username }, { urls }) => urls.account(username),
  links: ({ username }, { urls }) => ({ self: { href: urls.account(username) } }),
};
