import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ListBlockVersionsQuery } from './dto/list-versions.query.js';
import { RestoreVersionDto } from './dto/restore-version.dto.js';
import { BlockVersionResponse, VersionResponse } from './dto/version.response.js';
import { Block, Version } from './history.parameters.js';
import { RestorationsService } from './restorations.service.js';
import { restoredVersion } from './restored-version.js';
import { VersionGuidPipe } from './version-guid.pipe.js';
import { blockVersionLinks, versionLinks } from './versions.links.js';
import { VersionsService } from './versions.service.js';

/** The history of a block (SPEC C-6). */
@ApiTags('History')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblocks')
export class BlockVersionsController {
  constructor(
    private readonly versions: VersionsService,
    private readonly restorations: RestorationsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':usage_key/versions')
  @Access('courses.view_drafts')
  @ReturnsPage(BlockVersionResponse, blockVersionLinks)
  @Block
  @ApiOperation({
    operationId: 'block_versions_list',
    summary: 'List the versions that changed a block',
    description:
      'The newest first, on every branch: those that added, removed, moved or changed this very block, or put its children in another order, with its fields before and after. That it stands elsewhere among its siblings is a change of their parent. For the course team and global staff.',
  })
  async list(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() query: ListBlockVersionsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<BlockVersionResponse>>> {
    return (await this.versions.pageOfBlock(principal, key, query)).map((view) =>
      BlockVersionResponse.from(view, this.urls),
    );
  }

  @Post(':usage_key/versions')
  @Access('courses.edit_content')
  @Creates(VersionResponse, versionLinks, {
    description: 'The new version of the course.',
    previews: true,
  })
  @Block
  @ApiOperation({
    operationId: 'block_versions_create',
    summary: 'Restore a block',
    description:
      'Gives the block and everything below it the state of the named version, also when it is deleted by now: as a new version of the draft, or of another branch. A block that is there stays where it is; one that is not comes back where it stood, with those of its ancestors that are gone as well. For instructors, staff and editors; what takes blocks off the branch, or changes what is published, for instructors and staff.',
  })
  async restore(
    @Param('usage_key', UsageKeyPipe) block: UsageKey,
    @Body() { version, message, branch, dry_run: dryRun }: RestoreVersionDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer | object> {
    const course = block.courseKey;
    const restoration = { course, block, version, message, branch };
    const answer = restoredVersion(this.urls);
    if (dryRun) return answer(await this.restorations.preview(principal, restoration));
    return this.restorations.restore(principal, restoration, once.answering(answer));
  }

  @Get(':usage_key/versions/:guid')
  @Access('courses.view_drafts')
  @ReturnsResource(BlockVersionResponse, blockVersionLinks)
  @Block
  @Version
  @ApiOperation({
    operationId: 'block_versions_retrieve',
    summary: 'Read what a version did to a block',
    description: 'For the course team and global staff; 404 where the version did nothing to the block.',
  })
  async retrieve(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Param('guid', VersionGuidPipe) guid: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<BlockVersionResponse>> {
    return BlockVersionResponse.from(await this.versions.getOfBlock(principal, key, guid), this.urls);
  }
}
