import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Preview, Previews } from '../../common/hypermedia/preview.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates, Removes } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ContentChangesResponse } from '../xblocks/index.js';
import { CreatePublicationDto } from './dto/create-publication.dto.js';
import { ListPublicationsQuery } from './dto/list-publications.query.js';
import { PublicationResponse, PublicationSummaryResponse } from './dto/publication.response.js';
import { RemoveQuery } from './dto/remove.query.js';
import type { Publication } from './publication.js';
import { type PublicationId, PublicationIdPipe } from './publication-id.js';
import { publicationLinks, publicationSummaryLinks } from './publications.links.js';
import { PublicationsService } from './publications.service.js';
import { PublicationRequests } from './publication-requests.service.js';
import { answerTo, previewOf } from './publishing-answers.js';
import { Course, CourseToPublish, PublicationIdentifier } from './publishing.parameters.js';

/** What was published in a course, and publishing (SPEC C-5, section 13). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class PublicationsController {
  constructor(
    private readonly publications: PublicationsService,
    private readonly requests: PublicationRequests,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/publications')
  @Access('courses.view_drafts')
  @ReturnsPage(PublicationSummaryResponse, publicationSummaryLinks)
  @Course
  @ApiOperation({
    operationId: 'publications_list',
    summary: 'List what was published',
    description:
      'Every version of the published branch, the newest first, with who made it and why; what it changed is at its own address. For the course team.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: ListPublicationsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<PublicationSummaryResponse>>> {
    const page = await this.publications.page(principal, key, query);
    return page.map((publication) => PublicationSummaryResponse.from(publication, this.urls));
  }

  @Post(':course_key/publications')
  @Access('courses.publish_content')
  @Previews(ContentChangesResponse, PublicationResponse)
  @Creates(PublicationResponse, publicationLinks, {
    description: 'Published, or scheduled if the request says when.',
    previews: true,
  })
  @CourseToPublish
  @ApiOperation({
    operationId: 'publications_create',
    summary: 'Publish, or take off what is published',
    description:
      'Puts the draft of blocks, each with everything below it, on the published branch, in one version: readers see all of it at their next request, or nothing. Ancestors that are not published come along without their other children, siblings stand in the order of the draft, and what the draft has no more goes. Without `usage_keys`: everything. With `action: "unpublish"`: takes the blocks off, and leaves the draft. With `at`: later, with the rights that you have then; a scheduled publication is made. Where everything is so already no version is made: 200 with the state `unchanged`. For instructors and staff.',
  })
  async create(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() body: CreatePublicationDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer | Preview> {
    if (body.dry_run === true) return previewOf(await this.requests.preview(principal, key, body), this.urls);
    const unit = once.answering((made: Publication) => answerTo(made, this.urls));
    return this.requests.take(principal, key, body, unit);
  }

  @Get(':course_key/publications/:publication_id')
  @Access('courses.view_drafts')
  @ReturnsResource(PublicationResponse, publicationLinks)
  @Course
  @PublicationIdentifier
  @ApiOperation({
    operationId: 'publications_retrieve',
    summary: 'Read what was published',
    description:
      'One publication with what it changed; by a usage key that in which the block came to be what it is now for readers, and 404 if it is not published. For the course team.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('publication_id', PublicationIdPipe) id: PublicationId,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<PublicationResponse>> {
    return PublicationResponse.from(await this.publications.get(principal, key, id), this.urls);
  }

  @Delete(':course_key/publications/:publication_id')
  @Access('courses.publish_content')
  @Previews(ContentChangesResponse)
  @Removes('The block is not published any more. Its draft is as it was.')
  @AlsoAnswers('conflict')
  @Course
  @PublicationIdentifier
  @ApiOperation({
    operationId: 'publications_delete',
    summary: 'Take a block off what is published',
    description:
      'Takes the block, and everything below it, off the published branch; readers do not see it any more, and its draft stays. The course block stays: 409, as for a publication by its version, which is history. With `dry_run=true`: 200 with what would change. For instructors and staff.',
  })
  async remove(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('publication_id', PublicationIdPipe) id: PublicationId,
    @Query() { message = null, dry_run }: RemoveQuery,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Preview | void> {
    if (dry_run !== true) return this.publications.unpublish(principal, key, { id, message }, preconditions);
    return previewOf(await this.publications.previewUnpublish(principal, key, id), this.urls);
  }
}
