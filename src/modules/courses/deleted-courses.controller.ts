import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates, Removes } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import type { CourseEntity } from '../content/index.js';
import { courseSummaryLinks } from './courses.links.js';
import { deletedCourseLinks, deletedCourseSummaryLinks } from './deleted-courses.links.js';
import { DeletedCourses } from './deleted-courses.service.js';
import { CourseSummaryResponse } from './dto/course.response.js';
import { DeletedCourseResponse, DeletedCourseSummaryResponse } from './dto/deleted-course.response.js';
import { ListDeletedCoursesQuery } from './dto/list-deleted-courses.query.js';
import { RestoreCourseDto } from './dto/restore-course.dto.js';

const KEY = {
  name: 'course_key',
  description: 'Key of the course run that was deleted.',
  example: 'course-v1:Courseware+Tides101+2024',
};

/** Courses that were deleted, for those who may bring them back (SPEC C-7). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/deleted_courses')
export class DeletedCoursesController {
  constructor(
    private readonly courses: DeletedCourses,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.view_deleted_courses')
  @ReturnsPage(DeletedCourseSummaryResponse, deletedCourseSummaryLinks)
  @ApiOperation({
    operationId: 'deleted_courses_list',
    summary: 'List deleted course runs',
    description:
      'Those that you may restore, as a delegate or course creator of their organization; global staff see all. The last deleted come first.',
  })
  async list(
    @Query() query: ListDeletedCoursesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<DeletedCourseSummaryResponse>>> {
    return (await this.courses.page(principal, query)).map((one) => DeletedCourseSummaryResponse.from(one, this.urls));
  }

  @Get(':course_key')
  @Access('courses.view_deleted_courses')
  @ReturnsResource(DeletedCourseResponse, deletedCourseLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'deleted_courses_retrieve',
    summary: 'Read what there is of a deleted course run',
    description:
      'When and by whom it was deleted, and how much of what a restoration brings back and a purge destroys.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<DeletedCourseResponse>> {
    const { course, holdings } = await this.courses.get(principal, key);
    return DeletedCourseResponse.fromHoldings(course, holdings, this.urls);
  }

  @Post(':course_key/restorations')
  @Access('courses.restore_course')
  @Creates(CourseSummaryResponse, courseSummaryLinks, { description: 'The course is there again.' })
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'restorations_create',
    summary: 'Restore a deleted course run',
    description:
      'The course is there again as it was, with its history, team, enrollments, policies and files. For course creators and delegates of its organization, and global staff.',
  })
  async restore(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() { is_archived: isArchived }: RestoreCourseDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const unit = once.answering((course: CourseEntity) => CourseSummaryResponse.from(course, this.urls));
    return this.courses.restore(principal, key, isArchived, unit);
  }

  @Delete(':course_key')
  @Access('courses.purge_course')
  @Removes('The course is gone for good.')
  @AlsoAnswers('precondition_required')
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'deleted_courses_delete',
    summary: 'Destroy a deleted course run',
    description:
      'Its history, team, enrollments, policies and files are gone for good, and its key is free. Content and files that other courses have as well stay theirs. The request must say what it destroys: read it first and send its ETag in If-Match; without one it is a 428. For global staff.',
  })
  async purge(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.courses.purge(principal, key, preconditions);
  }
}
