import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches, Removes } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ListScheduledPublicationsQuery } from './dto/list-scheduled-publications.query.js';
import { PublicationResponse, PublicationSummaryResponse } from './dto/publication.response.js';
import { UpdateScheduledPublicationDto } from './dto/update-scheduled-publication.dto.js';
import { ScheduledPublicationIdPipe } from './publication-id.js';
import { publicationLinks, publicationSummaryLinks } from './publications.links.js';
import { Course } from './publishing.parameters.js';
import { ScheduledPublications } from './scheduled-publications.service.js';

const Identifier = ApiParam({ name: 'id', format: 'uuid', description: 'UUID of what is scheduled.' });

/** What is to be published later (SPEC C-5). It is made where everything is published: by a POST with `at`. */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class ScheduledPublicationsController {
  constructor(
    private readonly schedule: ScheduledPublications,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/scheduled_publications')
  @Access('courses.view_drafts')
  @ReturnsPage(PublicationSummaryResponse, publicationSummaryLinks)
  @Course
  @ApiOperation({
    operationId: 'scheduled_publications_list',
    summary: 'List what is scheduled',
    description:
      'What is to be published or taken off at a time, the next one first, and what became of it; `state=scheduled` leaves what is still to come. For the course team.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: ListScheduledPublicationsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<PublicationSummaryResponse>>> {
    const page = await this.schedule.page(principal, key, query);
    return page.map((publication) => PublicationSummaryResponse.from(publication, this.urls));
  }

  @Get(':course_key/scheduled_publications/:id')
  @Access('courses.view_drafts')
  @ReturnsResource(PublicationResponse, publicationLinks)
  @Course
  @Identifier
  @ApiOperation({
    operationId: 'scheduled_publications_retrieve',
    summary: 'Read what is scheduled',
    description:
      'When it is due, and what became of it: `done` with the version that it made, or none if everything was so already; `failed` with the error. For the course team.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('id', ScheduledPublicationIdPipe) id: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<PublicationResponse>> {
    return PublicationResponse.from(await this.schedule.get(principal, key, id), this.urls);
  }

  @Patch(':course_key/scheduled_publications/:id')
  @Access('courses.publish_content')
  @Patches(PublicationResponse, publicationLinks)
  @AlsoAnswers('conflict')
  @Course
  @Identifier
  @ApiOperation({
    operationId: 'scheduled_publications_update',
    summary: 'Put off what is scheduled',
    description:
      'Another time, or another message. It stays with the rights of whoever scheduled it. What is over: 409. For instructors and staff.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('id', ScheduledPublicationIdPipe) id: string,
    @Body() { at, message }: UpdateScheduledPublicationDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<PublicationResponse>> {
    const changed = await this.schedule.change(principal, key, { id, at, message }, preconditions);
    return PublicationResponse.from(changed, this.urls);
  }

  @Delete(':course_key/scheduled_publications/:id')
  @Access('courses.publish_content')
  @AlsoAnswers('conflict')
  @Removes('It will not be done; its state is `cancelled`.')
  @Course
  @Identifier
  @ApiOperation({
    operationId: 'scheduled_publications_delete',
    summary: 'Cancel what is scheduled',
    description: 'It stays in the list, as `cancelled`. What is over: 409. For instructors and staff.',
  })
  async cancel(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('id', ScheduledPublicationIdPipe) id: string,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.schedule.cancel(key, id, preconditions);
  }
}
