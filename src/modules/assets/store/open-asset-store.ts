import { fileURLToPath } from 'node:url';
import type { AssetStore } from './asset-store.js';
import { FileAssetStore } from './file-asset-store.js';

/** The store that `ASSET_STORE_URL` names. The configuration lets no other scheme through. */
export function openAssetStore(url: URL): AssetStore {
  if (url.protocol !== 'file:') throw new Error(`There is no asset store for ${url.protocol} URLs.`);
  return new FileAssetStore(fileURLToPath(url));
}
