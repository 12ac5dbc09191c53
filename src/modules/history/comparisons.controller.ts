import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage } from '../../common/hypermedia/returns.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { comparedBlockLinks } from './comparisons.links.js';
import { ComparisonsService } from './comparisons.service.js';
import { CompareQuery } from './dto/compare.query.js';
import { COMPARISON_SUMMARY, ComparedBlockResponse, comparisonSummary } from './dto/compared-block.response.js';
import { Course } from './history.parameters.js';

/** Two versions or branches side by side (SPEC C-6). */
@ApiTags('History')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class ComparisonsController {
  constructor(
    private readonly comparisons: ComparisonsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/comparisons')
  @Access('courses.view_drafts')
  @ReturnsPage(ComparedBlockResponse, comparedBlockLinks, COMPARISON_SUMMARY)
  @Course
  @ApiOperation({
    operationId: 'comparisons_list',
    summary: 'Compare two versions or branches',
    description:
      'The blocks that differ between `base` and `head`, with their fields before and after; without them: what the draft has that is not published. In the order of the course at `head`, what was removed at the end. How many differ in all, and how, is in `change_counts`. For the course team and global staff.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: CompareQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<ComparedBlockResponse>>> {
    const { page, compared } = await this.comparisons.page(principal, key, query);
    return page
      .map((block) => ComparedBlockResponse.from(block, this.urls))
      .withSummary(comparisonSummary(compared, this.urls));
  }
}
