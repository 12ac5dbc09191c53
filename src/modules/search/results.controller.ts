import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage } from '../../common/hypermedia/returns.js';
import type { Page } from '../../common/pagination/page.js';
import { SearchQuery } from './dto/search.query.js';
import { SearchResultResponse } from './dto/search-result.response.js';
import { searchResultLinks } from './search.links.js';
import { SearchService } from './search.service.js';

/** One search through everything that the caller may read (SPEC section 2). */
@ApiTags('Search')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/search/v1/results')
export class ResultsController {
  constructor(
    private readonly search: SearchService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('search.view_result')
  @ReturnsPage(SearchResultResponse, searchResultLinks)
  @ApiOperation({
    operationId: 'results_list',
    summary: 'Search courses and blocks',
    description:
      'Whole words of course information, of block names and of the texts of pages and problems; the best results first. Courses are found by whoever sees them in the course list, blocks by those who may read them: the course team, and whom the access policies of the course and of the blocks let in, at first the enrolled. What is published is searched, or with `branch=draft` the drafts of your courses.',
  })
  async list(
    @Query() query: SearchQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<SearchResultResponse>>> {
    return (await this.search.page(query, principal)).map((result) => SearchResultResponse.from(result, this.urls));
  }
}
