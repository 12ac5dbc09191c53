import { Module } from '@nestjs/common';
import { EntryController } from './entry.controller.js';
import { ErrorPagesController } from './error-pages.controller.js';
import { RootController } from './root.controller.js';

/** The entry point `/api/` and the pages that errors link to. */
@Module({ controllers: [EntryController, ErrorPagesController, RootController] })
export class EntryModule {}
