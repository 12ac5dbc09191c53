import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { NothingDone, Versioned } from '../../common/hypermedia/outcome.js';
import { Preview, Previews } from '../../common/hypermedia/preview.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { Creates, Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ContentChangesResponse } from './dto/content-changes.response.js';
import { CreateXblockDto } from './dto/create-xblock.dto.js';
import { DeleteXblockQuery } from './dto/delete-xblock.query.js';
import { ListXblocksQuery } from './dto/list-xblocks.query.js';
import { ListedXblockResponse } from './dto/listed-xblock.response.js';
import { PatchXblockDto } from './dto/patch-xblock.dto.js';
import { ReplaceXblockDto } from './dto/replace-xblock.dto.js';
import { XblockQuery } from './dto/xblock.query.js';
import { XblockResponse } from './dto/xblock.response.js';
import { readCreation } from './xblock-creation.js';
import { XblockEdits } from './xblock-edits.service.js';
import { XblockLists } from './xblock-lists.service.js';
import { XblockPresenter } from './xblock-presenter.js';
import { type MadeXblock, XblockTreeEdits } from './xblock-tree-edits.service.js';
import { listedXblockLinks, xblockLinks } from './xblocks.links.js';
import { USAGE_KEY } from './xblocks.parameters.js';
import { XblocksService } from './xblocks.service.js';

/** Blocks of course content (SPEC section 2). */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblocks')
export class XblocksController {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly trees: XblockTreeEdits,
    private readonly edits: XblockEdits,
    private readonly presenter: XblockPresenter,
    private readonly lists: XblockLists,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.list_blocks', { restrictedApplications: true })
  @ReturnsPage(ListedXblockResponse, listedXblockLinks)
  @ApiOperation({
    operationId: 'xblocks_list',
    summary: "List a course's blocks",
    description:
      'The blocks of one course as a flat page: what is published for those who read its content, and other branches for its team. `deleted=true` lists those that the draft does not have any more, each with who has taken it away, when, and from which version it can be restored; blocks that were deleted before the branch last moved to a line of its own are in its versions only.',
  })
  async list(
    @Query() query: ListXblocksQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<ListedXblockResponse>>> {
    return (await this.lists.page(query, principal)).map((block) => ListedXblockResponse.from(block, this.urls));
  }

  @Post()
  @Access('courses.create_content')
  @Previews(ContentChangesResponse)
  @Creates(XblockResponse, xblockLinks)
  @ApiOperation({
    operationId: 'xblocks_create',
    summary: 'Make a block, or copy one',
    description:
      "Makes a block among the children of `parent`, at `position` or after all of them, in the draft or in the branch that the parent's key names; with `course` in place of `parent` one that stands beside the tree (a page enters the tabs of the course). With `source` it copies that block and everything below it, from any course whose drafts you read: copies share the content of their sources, files that they refer to come along, and `copy` in the answer says what could not. It makes one version of the course. An id that is taken is a 409. For instructors, staff and editors.",
  })
  async create(
    @Body() { message = null, dry_run: dryRun = false, ...block }: CreateXblockDto,
    @Caller() by: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer | Preview> {
    const unit = once.answering((made: MadeXblock) => this.presenter.made(made));
    return this.presenter.previewOr(await this.trees.create(readCreation(block), { by, message, dryRun }, unit));
  }

  @Get(':usage_key')
  @Access('courses.view_block', { restrictedApplications: true })
  @ReturnsResource(XblockResponse, xblockLinks)
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblocks_retrieve',
    summary: 'Read a block',
    description:
      'One block with its own and inherited fields; with `depth` its subtree as well, flat. Without a branch or version it is what is published, and the draft of a block that is not published; with `at` what that was then. For those whom the access policy of the course lets in, at first the enrolled, and for the course team; drafts for the team only. Blocks beside the tree (about, updates, pages) are read like course information. What you may not see is 404. Fields with the answers are shown to the team only, and of types that are not known here all raw content.',
  })
  async retrieve(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() query: XblockQuery,
    @Caller() principal: Principal,
  ): Promise<Versioned<XblockResponse>> {
    return this.presenter.read(await this.xblocks.read(key, principal, query.at), key, query);
  }

  @Patch(':usage_key')
  @Access('courses.edit_content')
  @Patches(XblockResponse, xblockLinks)
  @AlsoAnswers('conflict')
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblocks_update',
    summary: "Change a block's fields, or move it",
    description:
      'Changes the fields that are sent, in the draft or in the branch that the key names; null clears an own value. `parent` or `position` moves the block with everything below it; a `parent` that it has already, without a `position`, leaves it where it is. It makes one version of the course, or none if nothing changes. The ETag is that of the block: another author who writes to another block is not in the way. With `dry_run` it answers 200 with the block as it is, and as `preview` what would change. For instructors, staff and editors.',
  })
  async update(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() { display_name: displayName, message = null, dry_run: dryRun = false, ...change }: PatchXblockDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<XblockResponse> | NothingDone<XblockResponse>> {
    const edit = { key, by, message, dryRun, preconditions };
    return this.presenter.written(await this.edits.patch({ ...change, displayName }, edit), by);
  }

  @Put(':usage_key')
  @Access('courses.edit_content')
  @Replaces(XblockResponse, xblockLinks, { creates: false })
  @AlsoAnswers('precondition_required', 'conflict')
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblocks_replace',
    summary: "Replace a block's fields",
    description:
      'Makes the fields that are sent all that the block has, in the draft or in the branch that the key names. Its place and its children stay. The request must say which state it replaces: without If-Match it is a 428, and `If-Match: *` overwrites whatever is there. With `dry_run` it answers 200 with the block as it is, and as `preview` what would change. For instructors, staff and editors.',
  })
  async replace(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() { display_name = null, fields, message = null, dry_run: dryRun = false }: ReplaceXblockDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<XblockResponse> | NothingDone<XblockResponse>> {
    const edit = { key, by, message, dryRun, preconditions };
    return this.presenter.written(await this.edits.replace({ displayName: display_name, fields }, edit), by);
  }

  @Delete(':usage_key')
  @Access('courses.delete_content')
  @Previews(ContentChangesResponse)
  @Removes('The block and everything below it are gone from the branch.')
  @AlsoAnswers('conflict')
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblocks_delete',
    summary: 'Delete a block',
    description:
      'Takes the block and everything below it off the draft, or off the branch that the key names; what is published stays until that is published. Older versions keep it: the list of blocks with `deleted=true` finds it, and it can be restored. The course block stays: 409. For instructors and staff.',
  })
  async remove(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() { message = null, dry_run: dryRun = false }: DeleteXblockQuery,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Preview | undefined> {
    return this.presenter.previewOr(await this.edits.remove({ key, by, message, dryRun, preconditions }));
  }
}
