import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { profileImageUrl } from '../accounts-urls.js';
import { profileImageStanding, type ProfileImageResponse } from '../dto/profile-image.response.js';

/** The picture of one account. */
export const profileImageLinks: LinkBuilder<ProfileImageResponse> = {
  url: (image, { urls }) => profileImageUrl(urls, profileImageStanding.of(image).username),
  version: (image) => profileImageStanding.of(image).version,
  circumstances: (image) => [profileImageStanding.of(image).username, String(profileImageStanding.of(image).mayEdit)],
  links: (image, { urls }) => {
    const { username, mayEdit } = profileImageStanding.of(image);
    const self = profileImageUrl(urls, username);
    return linksOf({
      self: { href: self },
      account: { href: urls.account(username) },
      replace: mayEdit && { href: self, method: 'PUT', title: 'Send another picture' },
      remove: mayEdit && image.has_image && { href: self, method: 'DELETE', title: 'Take the picture away' },
    });
  },
};
