import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../../common/config/app-config.js';
import { AssetContentController } from './asset-content.controller.js';
import { AssetCopies } from './asset-copies.service.js';
import { AssetExports } from './asset-exports.service.js';
import { AssetImports } from './asset-imports.service.js';
import { AssetsController } from './assets.controller.js';
import { AssetsService } from './assets.service.js';
import { AssetDelivery } from './delivery/asset-delivery.service.js';
import { AssetStore } from './store/asset-store.js';
import { openAssetStore } from './store/open-asset-store.js';

/** The files of courses: what is known of them, their bytes, and how imports bring them (SPEC section 6). */
@Module({
  controllers: [AssetsController, AssetContentController],
  providers: [
    {
      provide: AssetStore,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => openAssetStore(config.assetStoreUrl),
    },
    AssetsService,
    AssetImports,
    AssetCopies,
    AssetExports,
    AssetDelivery,
  ],
  exports: [AssetsService, AssetCopies, AssetExports, AssetDelivery, AssetStore],
})
export class AssetsModule implements OnModuleInit {
  private readonly logger = new Logger(AssetsModule.name);

  constructor(private readonly store: AssetStore) {}

  /** A store that is away must not keep the rest of the service from starting (operations.md D4); readiness says so too. */
  async onModuleInit(): Promise<void> {
    try {
      await this.store.check();
      const swept = await this.store.sweepStaging();
      if (swept > 0) this.logger.log(`Removed ${swept} unfinished files from the asset store.`);
    } catch (error) {
      this.logger.error({ err: error }, `The asset store cannot be used: ${(error as Error).message}`);
    }
  }
}
