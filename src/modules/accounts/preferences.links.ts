import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { ownedPreferences, type PreferencesResponse } from './dto/preferences.response.js';

/** The preferences of one account. */
export const preferencesLinks: LinkBuilder<PreferencesResponse> = {
  url: (preferences, { urls }) => urls.preferences(ownedPreferences.of(preferences).username),
  version: (preferences) => String(ownedPreferences.of(preferences).revision),
  circumstances: (preferences) => [String(ownedPreferences.of(preferences).mayEdit)],
  links: (preferences, { urls }) => {
    const { username, mayEdit } = ownedPreferences.of(preferences);
    const self = urls.preferences(username);
    return linksOf({
      self: { href: self },
      account: { href: urls.account(username) },
      edit: mayEdit && { href: self, method: 'PATCH', title: 'Set preferences, or remove them by null' },
    });
  },
};
