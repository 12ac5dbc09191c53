import type { LinkBuilder } from '../../common/hypermedia/links.js';
import { ownedOf, type PreferencesResponse } from './dto/preferences.response.js';

/** The preferences of one account. Whoever sees them may change them. */
export const preferencesLinks: LinkBuilder<PreferencesResponse> = {
  url: (preferences, { urls }) => urls.preferences(ownedOf(preferences).username),
  version: (preferences) => String(ownedOf(preferences).revision),
  links: (preferences, { urls }) => {
    const { username } = ownedOf(preferences);
    const self = urls.preferences(username);
    return {
      self: { href: self },
      account: { href: urls.account(username) },
      edit: { href: self, method: 'PATCH', title: 'Set preferences, or remove them by null' },
    };
  },
};
