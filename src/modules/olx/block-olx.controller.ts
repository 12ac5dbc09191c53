import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { Replaces } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import { blockOlxLinks } from './block-olx.links.js';
import { BlockOlxService } from './block-olx.service.js';
import { BlockOlxQuery } from './dto/block-olx.query.js';
import { BlockOlxResponse } from './dto/block-olx.response.js';
import { ReplaceBlockOlxDto } from './dto/replace-block-olx.dto.js';

const Block = ApiParam({ name: 'usage_key', example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' });

/** One block as its markup. */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblocks')
export class BlockOlxController {
  constructor(
    private readonly blocks: BlockOlxService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':usage_key/olx')
  @Access('courses.view_drafts')
  @ReturnsResource(BlockOlxResponse, blockOlxLinks)
  @Block
  @ApiOperation({
    operationId: 'xblock_olx_retrieve',
    summary: 'Read a block as OLX',
    description:
      'The element that an archive has of the block, answers and all, so for the course team only. Its children are pointers, or with `depth=all` stand in it with everything in them.',
  })
  async retrieve(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() { depth }: BlockOlxQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<BlockOlxResponse>> {
    return BlockOlxResponse.from(await this.blocks.read(key, principal, { whole: depth === 'all' }), this.urls);
  }

  @Put(':usage_key/olx')
  @Access('courses.edit_content')
  @Replaces(BlockOlxResponse, blockOlxLinks, { creates: false })
  @AlsoAnswers('precondition_required', 'conflict')
  @Block
  @ApiOperation({
    operationId: 'xblock_olx_replace',
    summary: 'Replace a block by OLX',
    description:
      'Makes the block what the element says, in the draft or in the branch that the key names: fields, comments, attributes that are no field. What no element can say, such as the pages of a course, stays. Children are named by pointers, all of them; another order is taken over. Every fault is told with its line. The request must say which state it replaces: without If-Match it is a 428.',
  })
  async replace(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() { olx, message = null }: ReplaceBlockOlxDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<BlockOlxResponse>> {
    const { key: written, edited } = await this.blocks.replace(olx, { key, by, message, dryRun: false, preconditions });
    return new Versioned(edited, ['edited'], async () =>
      BlockOlxResponse.from(await this.blocks.read(written, by, { whole: false }), this.urls),
    );
  }
}
