import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { UsageKeyPipe } from '../../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../../common/http/preconditions.js';
import type { NothingDone, Versioned } from '../../../common/hypermedia/outcome.js';
import { Preview, Previews } from '../../../common/hypermedia/preview.js';
import { ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Patches, Removes } from '../../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../../common/openapi/also-answers.js';
import { UsageKey } from '../../../common/opaque-keys/index.js';
import { ContentChangesResponse } from '../dto/content-changes.response.js';
import { DeleteXblockQuery } from '../dto/delete-xblock.query.js';
import { USAGE_KEY } from '../xblocks.parameters.js';
import { UpdateUpstreamDto } from './dto/update-upstream.dto.js';
import { UpstreamResponse } from './dto/upstream.response.js';
import { UpstreamEdits } from './upstream-edits.service.js';
import { UpstreamPresenter } from './upstream-presenter.js';
import { upstreamLinks } from './upstreams.links.js';
import { Upstreams } from './upstreams.service.js';

/** Where copies come from, and updates from there (ADR 0025). */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblocks')
export class UpstreamsController {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly edits: UpstreamEdits,
    private readonly presenter: UpstreamPresenter,
  ) {}

  @Get(':usage_key/upstream')
  @Access('courses.view_drafts')
  @ReturnsResource(UpstreamResponse, upstreamLinks)
  @AlsoAnswers('conflict')
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_upstreams_retrieve',
    summary: 'Read where a block comes from',
    description:
      'The block of another course that this one is a copy of, whether that has changed since, and what an update would do to this block and to everything below it: field by field what it would take, and what would stay because it was changed here. Nothing is updated by itself. A source in a course whose drafts you may not read is `gone`, as one that does not exist. 404 for a block without an upstream. More than 10,000 blocks: 409, update part by part. For the course team.',
  })
  async retrieve(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Versioned<UpstreamResponse>> {
    return this.presenter.read(await this.upstreams.read(key, principal));
  }

  @Patch(':usage_key/upstream')
  @Access('courses.edit_content')
  @Patches(UpstreamResponse, upstreamLinks)
  @AlsoAnswers('conflict')
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_upstreams_update',
    summary: 'Bring a block level with its source',
    description:
      'Merges by field what the source has become since the block was last brought level: what was not changed here takes the source’s value, and what was changed here stays, unless `replace` names it. New blocks of the source come, with the files that they refer to; what it has removed goes, unless something was made of it or below it here; moves and orders follow, unless they were changed here as well. Send as `version` the `current_version` of the representation that you have looked at, and that is what is done; or `{"state": "current"}`. It makes one version of the draft, or of the branch that the key names, or none if nothing changes. With `dry_run` it answers 200 with what would change. For instructors, staff and editors; what removes blocks, for instructors and staff.',
  })
  async update(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() body: UpdateUpstreamDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<UpstreamResponse> | NothingDone<UpstreamResponse>> {
    const { message = null, dry_run: dryRun = false } = body;
    const done = await this.edits.update(UpdateUpstreamDto.orderOf(body), { key, by, message, dryRun, preconditions });
    return this.presenter.written(done, by);
  }

  @Delete(':usage_key/upstream')
  @Access('courses.edit_content')
  @Previews(ContentChangesResponse)
  @Removes('The block, and what below it followed the same course, are the course’s own now.')
  @AlsoAnswers('conflict')
  @ApiParam(USAGE_KEY)
  @ApiOperation({
    operationId: 'xblock_upstreams_delete',
    summary: 'Take no more updates',
    description:
      'Forgets where the block, and everything below it that comes from the same course, was copied from. Nothing else of them changes. With `dry_run=true`: 200 with the blocks that would change. For instructors, staff and editors.',
  })
  async remove(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() { message = null, dry_run: dryRun = false }: DeleteXblockQuery,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Preview | undefined> {
    return this.presenter.unlinked(await this.edits.unlink({ key, by, message, dryRun, preconditions }));
  }
}
