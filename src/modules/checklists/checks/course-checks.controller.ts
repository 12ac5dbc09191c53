import { Controller, Get, HttpStatus, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../../common/auth/access.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import { CourseKeyPipe } from '../../../common/http/key.pipes.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ETAG, ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { Page } from '../../../common/pagination/page.js';
import { CHECKS } from './check-ids.js';
import { courseCheckCollection } from './course-checks.collection.js';
import { courseCheckLinks } from './course-checks.links.js';
import { CourseChecks } from './course-checks.service.js';
import { CourseCheckResponse } from './dto/course-check.response.js';
import { ListCourseChecksQuery } from './dto/list-checks.query.js';

const Course = ApiParam({
  name: 'course_key',
  description:
    'Key of the course run; may carry `+branch@` or `+version@`. Without them the draft is checked: it is what a team works on.',
  example: 'course-v1:Courseware+Tides101+2026',
});

/** What is wrong with a course, found by looking at it (SPEC C-11). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses/:course_key/checks')
export class CourseChecksController {
  constructor(
    private readonly checks: CourseChecks,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.view_checklists')
  @ReturnsPage(CourseCheckResponse, courseCheckLinks)
  @ApiResponse({ status: HttpStatus.NOT_MODIFIED, description: 'What the client has is current.', headers: ETAG })
  @Course
  @ApiOperation({
    operationId: 'course_checks_list',
    summary: 'Check a course',
    description:
      'Dates, grading, what is empty or not published, broken links and files that are missing, videos, problems, and what people see before they enroll: each with what was found and where. Nothing is changed. For the course team.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) address: CourseKey,
    @Query() query: ListCourseChecksQuery,
  ): Promise<Page<Unlinked<CourseCheckResponse>>> {
    const checked = await this.checks.of(address);
    const { severity, passed } = query;
    const wanted = checked.results.filter(
      ({ id, count }) =>
        (severity === undefined || CHECKS[id].severity === severity) &&
        (passed === undefined || (count === 0) === passed),
    );
    return courseCheckCollection
      .page(wanted, query)
      .map((result) => CourseCheckResponse.from(result, checked, address, this.urls))
      .versioned(checked.state, []);
  }

  @Get(':check_id')
  @Access('courses.view_checklists')
  @ReturnsResource(CourseCheckResponse, courseCheckLinks)
  @Course
  @ApiParam({ name: 'check_id', description: 'Id of the check.', example: 'empty_units' })
  @ApiOperation({
    operationId: 'course_checks_retrieve',
    summary: 'Check a course for one thing',
    description: 'What one check has found. For the course team.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) address: CourseKey,
    @Param('check_id') id: string,
    @Query() _shape: ShapeQuery,
  ): Promise<Unlinked<CourseCheckResponse>> {
    const checked = await this.checks.of(address);
    const result = checked.results.find((each) => each.id === id);
    if (!result) throw new NotFoundError(`check "${id}"`, 'GET …/checks/ lists those that there are.');
    return CourseCheckResponse.from(result, checked, address, this.urls);
  }
}
