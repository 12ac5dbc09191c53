import { Body, Controller, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { Patches, Replaces } from '../../common/hypermedia/writes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ListChildrenQuery } from './dto/list-children.query.js';
import { XblockQuery } from './dto/xblock.query.js';
import { XblockResponse, XblockSummaryResponse } from './dto/xblock.response.js';
import { PatchXblockDto } from './dto/patch-xblock.dto.js';
import { ReplaceXblockDto } from './dto/replace-xblock.dto.js';
import { SubtreePresenter } from './subtree-presenter.js';
import { circumstancesOf, xblockLinks, xblockSummaryLinks } from './xblocks.links.js';
import { type EditedXblock, XblockEdits } from './xblock-edits.service.js';
import { type BlockReading, XblocksService } from './xblocks.service.js';

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
    private readonly edits: XblockEdits,
    private readonly subtrees: SubtreePresenter,
    private readonly urls: ApiUrls,
  ) {}

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
    const reading = await this.xblocks.read(key, principal, query.at);
    const { record, version, address } = reading;
    const today = address.version === null;
    const circumstances = circumstancesOf(
      reading,
      version.guid,
      today ? record.hasUnpublishedChanges : undefined,
      today ? record.published?.on.toISOString() : undefined,
    );
    return new Versioned(
      record.editedIn,
      circumstances,
      () => this.present(reading, key, query),
      !today && reading.lasts,
    );
  }

  @Patch(':usage_key')
  @Access('courses.edit_content')
  @Patches(XblockResponse, xblockLinks)
  @AlsoAnswers('conflict')
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblocks_update',
    summary: "Change a block's fields",
    description:
      'Changes the fields that are sent, in the draft or in the branch that the key names; null clears an own value. It makes one version of the course, or none if nothing changes. The ETag is that of the block: another author who writes to another block is not in the way. For instructors, staff and editors.',
  })
  async update(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() { display_name, fields, message = null }: PatchXblockDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<XblockResponse>> {
    return this.shown(
      await this.edits.patch({ displayName: display_name, fields }, { key, by, message, preconditions }),
      by,
    );
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
      'Makes the fields that are sent all that the block has, in the draft or in the branch that the key names. Its place and its children stay. The request must say which state it replaces: without If-Match it is a 428, and `If-Match: *` overwrites whatever is there. For instructors, staff and editors.',
  })
  async replace(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() { display_name = null, fields, message = null }: ReplaceXblockDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<XblockResponse>> {
    return this.shown(
      await this.edits.replace({ displayName: display_name, fields }, { key, by, message, preconditions }),
      by,
    );
  }

  @Get(':usage_key/children')
  @Access('courses.view_content', { restrictedApplications: true })
  @ReturnsPage(XblockSummaryResponse, xblockSummaryLinks)
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_children_list',
    summary: "List a block's children",
    description: 'The children in their order, as a flat page; those that you may not see are absent.',
  })
  async children(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() query: ListChildrenQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<XblockSummaryResponse>>> {
    const { page, reading } = await this.xblocks.children(key, query, principal);
    return page.map((node) =>
      XblockSummaryResponse.fromNode(node, reading.hidden.among(node.children), reading, this.urls),
    );
  }

  private async present(reading: BlockReading, key: UsageKey, query: XblockQuery): Promise<Unlinked<XblockResponse>> {
    const subtree = await this.subtrees.present(reading, key, query);
    return XblockResponse.from(reading.record, reading.version, reading, subtree, this.urls);
  }

  /** Read again only if somebody wants to see it: a PATCH answers 204. */
  private shown({ key, edited }: EditedXblock, by: Principal): Versioned<XblockResponse> {
    return new Versioned(edited, ['edited'], async () => this.present(await this.xblocks.read(key, by), key, {}));
  }
}
