import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { type AccountResponse, revisionOf } from './dto/account.response.js';

/** One account; `me` too is shown under its own name. */
export const accountLinks: LinkBuilder<AccountResponse> = {
  url: ({ username }, { urls }) => urls.account(username),
  /** Others see the username alone, which never changes: their representation has no version. */
  version: revisionOf,
  links: (account, { urls }) => {
    const self = urls.account(account.username);
    const inFull = revisionOf(account) !== null;
    return linksOf({
      self: { href: self },
      edit: inFull && { href: self, method: 'PATCH', title: 'Change the account' },
      preferences: inFull && { href: urls.preferences(account.username), title: 'What the person prefers' },
    });
  },
};
