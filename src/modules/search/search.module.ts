import { Module } from '@nestjs/common';
import { SearchView } from '../../common/html/pages/search-view.js';
import { registerView } from '../../common/html/views.js';
import { SearchResultResponse } from './dto/search-result.response.js';
import { ResultsController } from './results.controller.js';
import { SearchScopes } from './search-scopes.service.js';
import { SearchService } from './search.service.js';

registerView(SearchResultResponse, SearchView);

/** Search through courses and blocks (SPEC C-12). */
@Module({ controllers: [ResultsController], providers: [SearchService, SearchScopes] })
export class SearchModule {}
