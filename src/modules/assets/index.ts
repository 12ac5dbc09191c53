/** Everything other modules may use of assets. Nothing else in this folder is theirs to import. */
export { AssetCopies, type CopiedAsset } from './asset-copies.service.js';
export { AssetExports, type ExportedAsset } from './asset-exports.service.js';
export type { AssetImportOptions, ImportedAssets } from './asset-imports.service.js';
export type { AssetRecord } from './asset-record.js';
export { AssetsModule } from './assets.module.js';
export { AssetsService } from './assets.service.js';
export type { IncomingAsset } from './staged-assets.js';
export { AssetDelivery } from './delivery/asset-delivery.service.js';
export type { DeliverableFile } from './delivery/content-headers.js';
export { AssetStore } from './store/asset-store.js';
export { openAssetStore } from './store/open-asset-store.js';
