import type { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { imageFileName } from './profile-image/image-name.js';

/** Who the caller is. */
export const meUrl = (urls: ApiUrls): string => urls.at('/api/user/v1/me/');

/** What is known of a person's picture. */
export const profileImageUrl = (urls: ApiUrls, username: string): string => `${urls.account(username)}profile_image/`;

/**
 * The bytes of a picture. Under no account: whoever is shown a page with the picture asks for it without saying who they
 * are, and the digest cannot be guessed.
 */
export const profileImageContentUrl = (urls: ApiUrls, digest: string, size: number): string =>
  urls.at(`/profile-images/${imageFileName(digest, size)}`);
