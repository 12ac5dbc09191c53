import { Controller, Get, Param, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { pathAndQuery } from '../../common/http/request-target.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { Link } from '../../common/hypermedia/links.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { Catalog } from './catalog.service.js';
import { ConditionalInterceptor } from './conditional.interceptor.js';
import { coursePage } from './course-page.js';
import { CourseApiCourseDetailResponse, CourseApiCoursePageResponse } from './dto/course-api-course.response.js';
import { CourseDetailQuery, ListCourseQuery } from './dto/list-course.query.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';

/** The course list that today's Open edX clients call (SPEC X-2, endpoints A.1). */
@ApiTags('Open edX clients')
@ApiExtension('x-support-level', 'stable')
@ApiExtraModels(Link)
@UseInterceptors(ConditionalInterceptor)
@Controller('api/courses/v1/courses')
export class CatalogController {
  constructor(
    private readonly catalog: Catalog,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.list_courses', { restrictedApplications: true })
  @ApiOkResponse({ type: CourseApiCoursePageResponse, description: 'A page of courses.' })
  @AlsoAnswers('permission_denied')
  @ApiOperation({
    operationId: 'course_api_courses_list',
    summary: 'List courses for Open edX clients',
    description:
      'As the course list of the Open edX LMS: pages count from 1. Open to anyone. New clients read /api/course/v1/courses/.',
  })
  async list(
    @Query() query: ListCourseQuery,
    @Caller() principal: Principal,
    @Req() request: FastifyRequest,
  ): Promise<CourseApiCoursePageResponse> {
    return coursePage(await this.catalog.list(query, principal), pathAndQuery(request.url).query, this.urls);
  }

  @Get(':course_key')
  @Access('courses.list_courses', { restrictedApplications: true })
  @ApiOkResponse({ type: CourseApiCourseDetailResponse, description: 'The course.' })
  @AlsoAnswers('permission_denied')
  @ApiParam({
    name: 'course_key',
    description: 'Key of the course run.',
    example: 'course-v1:Courseware+Tides101+2026',
  })
  @ApiOperation({
    operationId: 'course_api_courses_retrieve',
    summary: 'Read a course for Open edX clients',
    description: 'As the LMS has it: the members of the list, and the about page.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: CourseDetailQuery,
    @Caller() principal: Principal,
  ): Promise<CourseApiCourseDetailResponse> {
    const { course, display, isEnrolled } = await this.catalog.find(key, query.username, principal);
    return CourseApiCourseDetailResponse.of(course, display, isEnrolled, this.urls);
  }
}
