import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { CourseKeyPipe } from '../../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../../common/http/preconditions.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Patches } from '../../../common/hypermedia/writes.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { CourseEnrollments } from './course-enrollments.service.js';
import { courseEnrollmentLinks } from './course-modes.links.js';
import { CourseEnrollmentResponse } from './dto/course-enrollment.response.js';
import { UpdateCourseEnrollmentDto } from './dto/course-mode.dto.js';

const Course = ApiParam({
  name: 'course_key',
  description: 'The course run.',
  example: 'course-v1:Courseware+Tides101+2026',
});

/** Who may come into a course, and how many seats there are (SPEC E-2). */
@ApiTags('Enrollments')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/enrollment/v1/courses')
export class CourseEnrollmentsController {
  constructor(
    private readonly courses: CourseEnrollments,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key')
  @Access('courses.view_course')
  @ReturnsResource(CourseEnrollmentResponse, courseEnrollmentLinks)
  @Course
  @ApiOperation({
    operationId: 'course_enrollment_retrieve',
    summary: 'Read who may come into a course',
    description: 'Dates, whether one must be invited, and the seats that are left. Open to whoever may see the course.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<CourseEnrollmentResponse>> {
    return CourseEnrollmentResponse.from(await this.courses.get(principal, key), this.urls);
  }

  @Patch(':course_key')
  @Access('enrollments.manage_enrollments')
  @Patches(CourseEnrollmentResponse, courseEnrollmentLinks)
  @Course
  @ApiOperation({
    operationId: 'course_enrollment_update',
    summary: 'Change the number of seats of a course',
    description:
      'For instructors and staff of the course. Dates and `invitation_only` belong to the course and are changed there.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() { seats }: UpdateCourseEnrollmentDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<CourseEnrollmentResponse>> {
    return CourseEnrollmentResponse.from(await this.courses.change(principal, key, seats, preconditions), this.urls);
  }
}
