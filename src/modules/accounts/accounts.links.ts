import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { profileImageUrl } from './accounts-urls.js';
import { type AccountResponse, accountStanding } from './dto/account.response.js';

/** One account; `me` too is shown under its own name. */
export const accountLinks: LinkBuilder<AccountResponse> = {
  url: ({ username }, { urls }) => urls.account(username),
  version: (account) => accountStanding.of(account).version,
  // Pictures, signing in and preferences are shown here, and changed elsewhere.
  circumstances: (account) => [accountStanding.of(account).digest],
  links: (account, { urls }) => {
    const self = urls.account(account.username);
    const { rights, isActive } = accountStanding.of(account);
    const [password, deactivation] = rights.isInPerson ? [urls.passwordChange(), urls.accountDeactivation()] : [];
    return linksOf({
      self: { href: self },
      edit: rights.mayEdit && { href: self, method: 'PATCH', title: 'Change the account' },
      deactivate: rights.mayDeactivate &&
        isActive && { href: self, method: 'DELETE', title: 'Disable the account and sign out everywhere' },
      change_password: typeof password === 'string' && { href: password, title: 'Change your password' },
      deactivation: typeof deactivation === 'string' && { href: deactivation, title: 'Disable your account' },
      preferences: rights.seesAll && { href: urls.preferences(account.username), title: 'What the person prefers' },
      profile_image: { href: profileImageUrl(urls, account.username), title: 'The picture of the person' },
    });
  },
};
