import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExtension, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import { CourseKeyPipe } from '../../../common/http/key.pipes.js';
import { AlsoAnswers } from '../../../common/openapi/also-answers.js';
import { OfOpenEdx } from '../../../common/openapi/of-open-edx.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { EdxEnrollmentBody, EdxUnenrollBody } from './dto/edx-enrollment.dto.js';
import { EdxCourseQuery, EdxEnrollmentListQuery, EdxRolesQuery } from './dto/edx-enrollment.query.js';
import { EdxCourseDetailsResponse, EdxEnrollmentResponse, EdxRolesResponse } from './dto/edx-enrollment.response.js';
import { type EdxEnrollmentAddress, EdxEnrollmentAddressPipe } from './edx-enrollment-address.js';
import { EdxEnrollments } from './edx-enrollments.service.js';
import { EdxPeople } from './edx-people.service.js';
import { coursesOf, recordsOf } from './edx-records.js';

/** Open edX's own enrollment API, for clients that are there already (SPEC X-3; endpoints A.4). */
@ApiTags('Open edX clients')
@ApiExtension('x-support-level', 'stable')
@Controller('api/enrollment/v1')
export class EdxEnrollmentsController {
  constructor(
    private readonly enrollments: EdxEnrollments,
    private readonly people: EdxPeople,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  @Get('enrollment')
  @OfOpenEdx()
  @Access('enrollments.view_enrollment')
  @ApiOkResponse({ type: [EdxEnrollmentResponse], description: 'The active enrollments.' })
  @ApiOperation({
    operationId: 'edx_enrollment_list',
    summary: 'List your enrollments, for Open edX clients',
    description:
      'A bare list, as the Open edX LMS has it. New clients read /api/enrollment/v1/enrollments/?user=me, which has pages.',
  })
  async list(
    @Query() { user }: EdxEnrollmentListQuery,
    @Caller() principal: Principal,
  ): Promise<EdxEnrollmentResponse[]> {
    return recordsOf(this.dataSource.manager, await this.enrollments.list(principal, user));
  }

  @Post('enrollment')
  @OfOpenEdx()
  @Access('enrollments.manage_own_enrollment')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ type: EdxEnrollmentResponse, description: 'The enrollment, new or as it was.' })
  @AlsoAnswers('not_found', 'unknown_user', 'seats_taken')
  @ApiOperation({
    operationId: 'edx_enrollment_create',
    summary: 'Enroll in a course, for Open edX clients',
    description:
      'As the Open edX LMS has it: 200 also for whoever is enrolled already; `is_active: false` leaves the course; 404 for others’ enrollments, 406 for a person without an account. Who may do what is as for /api/enrollment/v1/enrollments/, which new clients use.',
  })
  async create(@Body() body: EdxEnrollmentBody, @Caller() principal: Principal): Promise<EdxEnrollmentResponse> {
    const enrollment = await this.enrollments.enroll(principal, {
      courseKey: CourseKey.parse(body.course_details.course_id).withoutBranchAndVersion().toString(),
      username: body.user ?? null,
      email: body.email ?? null,
      mode: body.mode ?? undefined,
      isActive: body.is_active ?? undefined,
    });
    return (await recordsOf(this.dataSource.manager, [enrollment]))[0]!;
  }

  @Get('enrollment/:edx_enrollment_id')
  @OfOpenEdx()
  @Access('enrollments.view_enrollment')
  @ApiOkResponse({
    description: 'The enrollment; an empty body when there is none.',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/EdxEnrollmentResponse' } } },
  })
  @ApiParam({
    name: 'edx_enrollment_id',
    description: '`{username},{course_id}`, or `{course_id}` for yourself.',
    example: 'course-v1:Courseware+Tides101+2026',
  })
  @ApiOperation({
    operationId: 'edx_enrollment_retrieve',
    summary: 'Read an enrollment, for Open edX clients',
    description:
      'As the Open edX LMS has it: 200 with an empty body when there is no such enrollment, 404 for whoever may not look. New clients read /api/enrollment/v1/enrollments/{username},{course_key}/.',
  })
  async retrieve(
    @Param('edx_enrollment_id', EdxEnrollmentAddressPipe) { username, courseKey }: EdxEnrollmentAddress,
    @Caller() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EdxEnrollmentResponse | undefined> {
    const place = { username: username ?? principal.username!, courseKey };
    const enrollment = await this.enrollments.find(principal, place);
    void reply.type('application/json; charset=utf-8');
    return enrollment ? (await recordsOf(this.dataSource.manager, [enrollment]))[0] : undefined;
  }

  @Get('course/:course_key')
  @OfOpenEdx()
  @Access('courses.view_course')
  @ApiOkResponse({ type: EdxCourseDetailsResponse, description: 'The course.' })
  @ApiParam({ name: 'course_key', description: 'The course run.', example: 'course-v1:Courseware+Tides101+2026' })
  @ApiOperation({
    operationId: 'edx_enrollment_course_retrieve',
    summary: 'Read how a course may be taken, for Open edX clients',
    description:
      'As the Open edX LMS has it, but that an unknown course is 404. Open to whoever may see the course. New clients read /api/enrollment/v1/courses/{course_key}/ and /api/course_modes/v1/courses/{course_key}/.',
  })
  async course(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() { include_expired }: EdxCourseQuery,
  ): Promise<EdxCourseDetailsResponse> {
    const plain = key.withoutBranchAndVersion().toString();
    const withExpired = include_expired !== undefined && /^(1|true)$/i.test(include_expired);
    const course = (await coursesOf(this.dataSource.manager, [plain], { withExpired })).get(plain);
    if (!course) throw new NotFoundError(`course "${plain}"`);
    return course;
  }

  @Get('roles')
  @OfOpenEdx()
  @Access('enrollments.view_enrollment')
  @ApiOkResponse({ type: EdxRolesResponse, description: 'Your course roles.' })
  @ApiOperation({
    operationId: 'edx_enrollment_roles_list',
    summary: 'List your course roles, for Open edX clients',
    description: 'As the Open edX LMS has it. Nobody sees those of others here.',
  })
  async roles(@Query() { course_id }: EdxRolesQuery, @Caller() principal: Principal): Promise<EdxRolesResponse> {
    return this.people.roles(principal, course_id);
  }

  @Post('unenroll')
  @OfOpenEdx()
  @Access('enrollments.end_all_enrollments')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({
    description: 'The organizations of the courses that the person has left.',
    schema: { type: 'array', items: { type: 'string' }, example: ['Courseware'] },
  })
  @ApiNoContentResponse({ description: 'The person was in no course.' })
  @ApiOperation({
    operationId: 'edx_enrollment_unenroll',
    summary: 'Take a person out of every course, for Open edX clients',
    description: 'What the retirement service of the Open edX LMS calls. For global staff.',
  })
  async unenroll(
    @Body() { username }: EdxUnenrollBody,
    @Caller() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string[] | undefined> {
    const organizations = await this.people.leaveAll(principal, username);
    if (organizations.length > 0) return organizations;
    void reply.status(HttpStatus.NO_CONTENT);
    return undefined;
  }
}
