import { Module } from '@nestjs/common';
import { ApiCatalogController } from './api-catalog.controller.js';
import { DeprecationPageController } from './deprecation-page.controller.js';
import { EntryController } from './entry.controller.js';
import { ErrorPagesController } from './error-pages.controller.js';
import { RootController } from './root.controller.js';

/** The entry point `/api/` and the pages that errors link to. */
@Module({
  controllers: [EntryController, ApiCatalogController, ErrorPagesController, DeprecationPageController, RootController],
})
export class EntryModule {}
