import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { CoursePresenter } from './course-presenter.js';
import { courseLinks, courseSummaryLinks } from './courses.links.js';
import { CoursesService } from './courses.service.js';
import { CourseQuery } from './dto/course.query.js';
import { CourseResponse, CourseSummaryResponse } from './dto/course.response.js';
import { ListCoursesQuery } from './dto/list-courses.query.js';

/** Course runs: lists, and one with its outline (SPEC section 2). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class CoursesController {
  constructor(
    private readonly courses: CoursesService,
    private readonly presenter: CoursePresenter,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.list_courses', { restrictedApplications: true })
  @ReturnsPage(CourseSummaryResponse, courseSummaryLinks)
  @ApiOperation({
    operationId: 'courses_list',
    summary: 'List course runs',
    description:
      'Keys, names, dates and marketing of the course runs: of all of them, except those whose access policy does not let you see them, and those with `catalog_visibility` `none`, which only their team finds here (they can be read by their key). Archived courses are listed with `is_archived=true`. The whole of a course is at its own URL.',
  })
  async list(
    @Query() query: ListCoursesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<CourseSummaryResponse>>> {
    return (await this.courses.list(query, principal)).map((course) => CourseSummaryResponse.from(course, this.urls));
  }

  @Get(':course_key')
  @Access('courses.view_course', { restrictedApplications: true })
  @ReturnsResource(CourseResponse, courseLinks)
  @ApiParam({
    name: 'course_key',
    description:
      'Key of the course run; may carry `+branch@draft`, `+branch@published` or `+version@` and 24 hexadecimal digits.',
    example: 'course-v1:Courseware+Tides101+2026',
  })
  @ApiOperation({
    operationId: 'courses_retrieve',
    summary: 'Read a course run and its outline',
    description:
      'Course information, and in `outline` the whole tree without content; blocks that you may not see are absent from it. Without a branch or version it is what is published; with `at` what it was then. Drafts and their versions exist only for the course team. A course whose access policy does not let you in is 404.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: CourseQuery,
    @Caller() principal: Principal,
  ): Promise<Versioned<CourseResponse>> {
    const resolved = await this.courses.resolve(key, principal, query.at);
    return new Versioned(
      resolved.version.guid,
      [
        resolved.access.signature,
        resolved.hidden.signature,
        String(resolved.opensRoot),
        resolved.address.version === null ? await this.courses.today(resolved.version) : '',
      ],
      () => this.presenter.read(query, resolved),
      key.version !== null && resolved.hidden.lastsForever,
    );
  }
}
