import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ListVersionsQuery } from './dto/list-versions.query.js';
import { RestoreVersionDto } from './dto/restore-version.dto.js';
import { VersionResponse, VersionSummaryResponse } from './dto/version.response.js';
import { Course, Version } from './history.parameters.js';
import { RestorationsService } from './restorations.service.js';
import { restoredVersion } from './restored-version.js';
import { VersionGuidPipe } from './version-guid.pipe.js';
import { versionLinks, versionSummaryLinks } from './versions.links.js';
import { VersionsService } from './versions.service.js';

/** The history of a course run (SPEC C-6). */
@ApiTags('History')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class VersionsController {
  constructor(
    private readonly versions: VersionsService,
    private readonly restorations: RestorationsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/versions')
  @Access('courses.view_drafts')
  @ReturnsPage(VersionSummaryResponse, versionSummaryLinks)
  @Course
  @ApiOperation({
    operationId: 'versions_list',
    summary: 'List the versions of a course',
    description:
      'Every version of every branch, the newest first: who made it, when, why, and how many blocks it changed. What it changed is at the version itself. For the course team and global staff.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: ListVersionsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<VersionSummaryResponse>>> {
    return (await this.versions.page(principal, key, query)).map((view) =>
      VersionSummaryResponse.from(view, this.urls),
    );
  }

  @Post(':course_key/versions')
  @Access('courses.edit_content')
  @Creates(VersionResponse, versionLinks, {
    description: 'The new version.',
    previews: true,
  })
  @Course
  @ApiOperation({
    operationId: 'versions_create',
    summary: 'Restore a version',
    description:
      'Makes a new version of the draft, or of another branch, that is just what the named version was, detached blocks and course settings included; what came between stays in the history. Which branch: `branch`, or the key in the address, which with `+version@` beside the branch fails with 412 unless that is its head. For instructors, staff and editors; what takes blocks off the branch, or changes what is published, for instructors and staff.',
  })
  async restore(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Body() { version, message, branch, dry_run: dryRun }: RestoreVersionDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer | object> {
    const restoration = { course, version, message, branch };
    const answer = restoredVersion(this.urls);
    if (dryRun) return answer(await this.restorations.preview(principal, restoration));
    return this.restorations.restore(principal, restoration, once.answering(answer));
  }

  @Get(':course_key/versions/:guid')
  @Access('courses.view_drafts')
  @ReturnsResource(VersionResponse, versionLinks)
  @Course
  @Version
  @ApiOperation({
    operationId: 'versions_retrieve',
    summary: 'Read a version',
    description:
      'Who made it, when and why; what it changed, block by block, with fields before and after; the version before, those that were made from it, and the branches that are at it. By `previous` and `next` the tree of all versions can be walked. The course as it was then is at the link `course`. For the course team and global staff.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('guid', VersionGuidPipe) guid: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<VersionResponse>> {
    return VersionResponse.from(await this.versions.get(principal, key, guid), this.urls);
  }
}
