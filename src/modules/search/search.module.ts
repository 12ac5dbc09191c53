import { Module } from '@nestjs/common';
import { ResultsController } from './results.controller.js';
import { SearchService } from './search.service.js';

/** Search through courses and blocks (SPEC C-12). */
@Module({ controllers: [ResultsController], providers: [SearchService] })
export class SearchModule {}
