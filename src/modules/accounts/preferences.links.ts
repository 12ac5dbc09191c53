import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { ownedOf, type PreferencesResponse } from './dto/preferences.response.js';

/** The preferences of one account. */
export const preferencesLinks: LinkBuilder<PreferencesResponse> = {
  url: (preferences, { urls }) => urls.preferences(ownedOf(preferences).username),
  version: (preferences) => String(ownedOf(preferences).revision),
  circumstances: (preferences) => [String(ownedOf(preferences).mayEdit)],
  links: (preferences, { urls }) => {
    const { username, mayEdit } = ownedOf(preferences);
    const self = urls.preferences(username);
    return linksOf({
      self: { href: self },
      account: { href: urls.account(username) },
      edit: mayEdit && { href: self, method: 'PATCH', title: 'Set preferences, or remove them by null' },
    });
  },
};
