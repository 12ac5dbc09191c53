import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { NothingDone, Versioned } from '../../common/hypermedia/outcome.js';
import { Preview, Previews } from '../../common/hypermedia/preview.js';
import { ReturnsPage } from '../../common/hypermedia/returns.js';
import { Creates, Replaces } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ChildrenOrder, TakesChildrenOrder } from './children-order.js';
import { ContentChangesResponse } from './dto/content-changes.response.js';
import { CreateChildDto } from './dto/create-xblock.dto.js';
import { ListChildrenQuery } from './dto/list-children.query.js';
import { ReorderChildrenDto } from './dto/reorder-children.dto.js';
import { XblockResponse, XblockSummaryResponse } from './dto/xblock.response.js';
import { readCreation } from './xblock-creation.js';
import { XblockEdits } from './xblock-edits.service.js';
import { USAGE_KEY } from './xblocks.parameters.js';
import { XblockPresenter } from './xblock-presenter.js';
import { XblockTreeEdits } from './xblock-tree-edits.service.js';
import { xblockLinks, xblockSummaryLinks } from './xblocks.links.js';
import { XblocksService } from './xblocks.service.js';

/** The children of a block. */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblocks/:usage_key/children')
export class ChildrenController {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly trees: XblockTreeEdits,
    private readonly edits: XblockEdits,
    private readonly presenter: XblockPresenter,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.view_content', { restrictedApplications: true })
  @ReturnsPage(XblockSummaryResponse, xblockSummaryLinks)
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_children_list',
    summary: "List a block's children",
    description: 'The children in their order, as a flat page; those that you may not see are absent.',
  })
  async list(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() query: ListChildrenQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<XblockSummaryResponse>>> {
    const { page, reading } = await this.xblocks.children(key, query, principal);
    return page.map((node) =>
      XblockSummaryResponse.fromNode(node, reading.hidden.among(node.children), reading, this.urls),
    );
  }

  @Post()
  @Access('courses.edit_content')
  @Previews(ContentChangesResponse)
  @Creates(XblockResponse, xblockLinks)
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_children_create',
    summary: 'Make a block in another one, or copy one into it',
    description:
      'As `POST /api/xblock/v1/xblocks/`, with the block of the address as parent. For instructors, staff and editors.',
  })
  async create(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() { message = null, dry_run: dryRun = false, ...block }: CreateChildDto,
    @Caller() by: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer | Preview> {
    const unit = once.answering((made: Parameters<XblockPresenter['made']>[0]) => this.presenter.made(made));
    const creation = readCreation({ ...block, parent: String(key) }, { hasParentInAddress: true });
    return this.presenter.previewOr(await this.trees.create(creation, { by, message, dryRun }, unit));
  }

  @Put()
  @Access('courses.edit_content')
  @Replaces(XblockResponse, xblockLinks, { creates: false })
  @AlsoAnswers('precondition_required', 'conflict')
  @TakesChildrenOrder()
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_children_replace',
    summary: "Put a block's children into another order",
    description:
      'The list has to hold exactly the present children, each once: what is missing in it or not among them is named in a 400, for another author may have changed them. Without If-Match, with the ETag of the block that holds them, it is a 428; `If-Match: *` orders whatever is there. Children are made by POST, deleted by DELETE of their own address, and moved by PATCH of their `parent`. With `dry_run` it answers 200 with the block as it is, and as `preview` what would change. For instructors, staff and editors.',
  })
  async reorder(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @ChildrenOrder() { children, message = null, dry_run: dryRun = false }: ReorderChildrenDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<XblockResponse> | NothingDone<XblockResponse>> {
    const edit = { key, by, message, dryRun, preconditions };
    return this.presenter.written(await this.edits.reorder(children, edit), by);
  }
}
