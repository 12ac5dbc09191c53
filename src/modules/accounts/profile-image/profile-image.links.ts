import { type LinkBuilder, linksOf } from '../../../common/hypermedia/links.js';
import { profileImageUrl } from '../accounts-urls.js';
import { imageStandingOf, type ProfileImageResponse } from '../dto/profile-image.response.js';

/** The picture of one account. */
export const profileImageLinks: LinkBuilder<ProfileImageResponse> = {
  url: (image, { urls }) => profileImageUrl(urls, imageStandingOf(image).username),
  version: (image) => imageStandingOf(image).version,
  circumstances: (image) => [imageStandingOf(image).username, String(imageStandingOf(image).mayEdit)],
  links: (image, { urls }) => {
    const { username, mayEdit } = imageStandingOf(image);
    const self = profileImageUrl(urls, username);
    return linksOf({
      self: { href: self },
      account: { href: urls.account(username) },
      replace: mayEdit && { href: self, method: 'PUT', title: 'Send another picture' },
      remove: mayEdit && image.has_image && { href: self, method: 'DELETE', title: 'Take the picture away' },
    });
  },
};
