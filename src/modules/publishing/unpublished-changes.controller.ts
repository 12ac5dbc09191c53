import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe, UsageKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Preview, Previews } from '../../common/hypermedia/preview.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Removes } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ContentChangesResponse } from '../xblocks/index.js';
import { ListUnpublishedChangesQuery } from './dto/list-unpublished-changes.query.js';
import { RemoveQuery } from './dto/remove.query.js';
import { UnpublishedChangeResponse, UnpublishedChangeSummaryResponse } from './dto/unpublished-change.response.js';
import { unpublishedChangeLinks, unpublishedChangeSummaryLinks } from './publications.links.js';
import { discardPreviewOf } from './publishing-answers.js';
import { Block, Course } from './publishing.parameters.js';
import { UnpublishedChanges } from './unpublished-changes.service.js';

/** What the draft has and readers do not see yet (SPEC C-5). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class UnpublishedChangesController {
  constructor(
    private readonly changes: UnpublishedChanges,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/unpublished_changes')
  @Access('courses.view_drafts')
  @ReturnsPage(UnpublishedChangeSummaryResponse, unpublishedChangeSummaryLinks)
  @Course
  @ApiOperation({
    operationId: 'unpublished_changes_list',
    summary: 'List what is not published yet',
    description:
      'The blocks whose draft is not what is published, in the order of the outline, each with what happened to it: what publishing everything would change. For the course team.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Query() query: ListUnpublishedChangesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<UnpublishedChangeSummaryResponse>>> {
    const page = await this.changes.page(principal, course, query);
    return page.map((change) => UnpublishedChangeSummaryResponse.from(change, this.urls));
  }

  @Get(':course_key/unpublished_changes/:usage_key')
  @Access('courses.view_drafts')
  @ReturnsResource(UnpublishedChangeResponse, unpublishedChangeLinks)
  @Course
  @Block
  @ApiOperation({
    operationId: 'unpublished_changes_retrieve',
    summary: 'See what is not published of a block',
    description:
      'What happened to the block since it was published, and how much below it; 404 if nothing did. Its ETag changes with whatever differs in the block or below it. For the course team.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<UnpublishedChangeResponse>> {
    return UnpublishedChangeResponse.from(await this.changes.get(principal, course, key), this.urls);
  }

  @Delete(':course_key/unpublished_changes/:usage_key')
  @Access('courses.edit_content')
  @Previews(ContentChangesResponse)
  @Removes('The draft of the block, and of everything below it, is what is published.')
  @AlsoAnswers('conflict')
  @Course
  @Block
  @ApiOperation({
    operationId: 'unpublished_changes_delete',
    summary: "Discard a block's changes",
    description:
      'Makes the draft of the block, its place, and everything below it what is published, in one version; of the course block, everything. What was deleted in the draft comes back. A block that was never published has nothing to go back to: 409, delete it instead. With `dry_run=true`: 200 with what would change. For instructors, staff and editors.',
  })
  async discard(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() { message = null, dry_run }: RemoveQuery,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Preview | void> {
    if (dry_run !== true) return this.changes.discard(principal, course, { key, message }, preconditions);
    return discardPreviewOf(await this.changes.previewDiscard(principal, course, key), this.urls);
  }
}
