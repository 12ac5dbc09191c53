import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ListChildrenQuery } from './dto/list-children.query.js';
import { XblockQuery } from './dto/xblock.query.js';
import { XblockResponse, XblockSummaryResponse } from './dto/xblock.response.js';
import { SubtreePresenter } from './subtree-presenter.js';
import { xblockLinks, xblockSummaryLinks } from './xblocks.links.js';
import { XblocksService } from './xblocks.service.js';

const USAGE_KEY = {
  name: 'usage_key',
  description:
    'Key of the block; may carry `+branch@draft`, `+branch@published` or `+version@` and 24 hexadecimal digits after the run.',
  example: 'block-v1:Courseware+Tides101+2026+type@course+block@course',
};

/** Blocks of course content (SPEC section 2). */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblocks')
export class XblocksController {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly subtrees: SubtreePresenter,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':usage_key')
  @Access('course_content')
  @ReturnsResource(XblockResponse, xblockLinks)
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblocks_retrieve',
    summary: 'Read a block',
    description:
      'One block with its own and inherited fields; with `depth` its subtree as well, flat. Without a branch or version it is what is published, and the draft of a block that is not published. For enrolled learners and the course team; drafts for the team only.',
  })
  async retrieve(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() query: XblockQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<XblockResponse>> {
    const reading = await this.xblocks.read(key, principal);
    const subtree = await this.subtrees.present(reading, key, query);
    return XblockResponse.from(reading.record, reading.version, reading, subtree, this.urls);
  }

  @Get(':usage_key/children')
  @Access('course_content')
  @ReturnsPage(XblockSummaryResponse, xblockSummaryLinks)
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_children_list',
    summary: "List a block's children",
    description: 'The children in their order, as a flat page.',
  })
  async children(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() query: ListChildrenQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<XblockSummaryResponse>>> {
    const { page, tree, reading } = await this.xblocks.children(key, query, principal);
    return page.map((node) =>
      XblockSummaryResponse.fromNode(node, tree.visibleChildren(node, reading.access.readsDrafts), reading, this.urls),
    );
  }
}
