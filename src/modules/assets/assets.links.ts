import type { LinkBuilder } from '../../common/hypermedia/links.js';
import type { AssetResponse } from './dto/asset.response.js';

/** Where one may go from an asset. */
export const assetLinks: LinkBuilder<AssetResponse> = {
  url: (asset, { urls }) => urls.asset(asset.asset_key),
  // Every change of a row moves `edited`.
  version: ({ sha256, edited }) => `${sha256.slice(0, 16)}-${Date.parse(edited.on)}`,
  links: (asset, { urls }) => ({
    self: { href: urls.asset(asset.asset_key) },
    collection: { href: urls.assets(asset.course.course_key) },
    course: { href: asset.course.url },
    content: { href: asset.content_url, title: asset.display_name },
  }),
};
