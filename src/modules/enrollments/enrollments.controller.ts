import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Created, type Outcome } from '../../common/hypermedia/outcome.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates, Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { CreateEnrollmentDto } from './dto/create-enrollment.dto.js';
import { EnrollmentResponse } from './dto/enrollment.response.js';
import { ListEnrollmentsQuery } from './dto/list-enrollments.query.js';
import { ReplaceEnrollmentDto } from './dto/replace-enrollment.dto.js';
import { UpdateEnrollmentDto } from './dto/update-enrollment.dto.js';
import { type EnrollmentAddress, EnrollmentAddressPipe } from './enrollment-address.js';
import { EnrollmentWrites } from './enrollment-writes.service.js';
import { enrollmentLinks } from './enrollments.links.js';
import { EnrollmentsService } from './enrollments.service.js';

const Address = ApiParam({
  name: 'enrollment_id',
  description: '`{username},{course_key}`, where `me` is you, or the UUID: the same resource.',
  example: 'me,course-v1:Courseware+Tides101+2026',
});

/** Who takes which course run (SPEC E-2). */
@ApiTags('Enrollments')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/enrollment/v1/enrollments')
export class EnrollmentsController {
  constructor(
    private readonly enrollments: EnrollmentsService,
    private readonly writes: EnrollmentWrites,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('enrollments.view_enrollment', { restrictedApplications: true })
  @ReturnsPage(EnrollmentResponse, enrollmentLinks)
  @ApiOperation({
    operationId: 'enrollments_list',
    summary: 'List enrollments',
    description:
      'Your own, and those of the courses on whose team you are; global staff see everybody’s. The newest come first.',
  })
  async list(
    @Query() query: ListEnrollmentsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<EnrollmentResponse>>> {
    return (await this.enrollments.page(principal, query)).map((visible) =>
      EnrollmentResponse.from(visible, this.urls),
    );
  }

  @Post()
  @Access('enrollments.manage_own_enrollment', { restrictedApplications: true })
  @Creates(EnrollmentResponse, enrollmentLinks)
  @AlsoAnswers('seats_taken')
  @ApiOperation({
    operationId: 'enrollments_create',
    summary: 'Enroll in a course',
    description:
      'You may enroll yourself, in a mode that is free and open (`audit` and `honor`, unless the course says otherwise), while enrollment is open and the course is not by invitation only, or with an invitation; instructors and staff of the course may enroll anybody in any mode that it offers, at any time. Whoever was in the course before gets their enrollment back, with its UUID and date. Whoever is in it: 409; no seat left: 409 `seats_taken`.',
  })
  async create(
    @Body() body: CreateEnrollmentDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const courseKey = CourseKey.parse(body.course_key).withoutBranchAndVersion().toString();
    return this.writes.create(
      principal,
      { username: body.username ?? 'me', courseKey },
      { mode: body.mode, isActive: body.is_active ?? true, reason: body.reason },
      once.answering((visible) => EnrollmentResponse.from(visible, this.urls)),
    );
  }

  @Get(':enrollment_id')
  @Access('enrollments.view_enrollment', { restrictedApplications: true })
  @ReturnsResource(EnrollmentResponse, enrollmentLinks)
  @Address
  @ApiOperation({
    operationId: 'enrollments_retrieve',
    summary: 'Read an enrollment',
    description:
      'For the person, the course team and global staff; for others it does not exist (404). Its `url` is that with username and course key.',
  })
  async retrieve(
    @Param('enrollment_id', EnrollmentAddressPipe) address: EnrollmentAddress,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<EnrollmentResponse>> {
    return EnrollmentResponse.from(await this.enrollments.get(principal, address), this.urls);
  }

  @Put(':enrollment_id')
  @Access('enrollments.manage_own_enrollment', { restrictedApplications: true })
  @Replaces(EnrollmentResponse, enrollmentLinks)
  @AlsoAnswers('seats_taken')
  @Address
  @ApiOperation({
    operationId: 'enrollments_replace',
    summary: 'Replace an enrollment, or enroll',
    description:
      'Under `{username},{course_key}` it also enrolls whoever is not enrolled (201). Who may do what is as for POST and PATCH.',
  })
  async replace(
    @Param('enrollment_id', EnrollmentAddressPipe) address: EnrollmentAddress,
    @Body() { mode, is_active: isActive, reason }: ReplaceEnrollmentDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Outcome<EnrollmentResponse>> {
    const replaced = await this.writes.replace(principal, address, { mode, isActive, reason }, preconditions);
    const response = EnrollmentResponse.from(replaced, this.urls);
    return replaced.isNew ? new Created(response) : response;
  }

  @Patch(':enrollment_id')
  @Access('enrollments.manage_own_enrollment', { restrictedApplications: true })
  @Patches(EnrollmentResponse, enrollmentLinks)
  @AlsoAnswers('seats_taken')
  @Address
  @ApiOperation({
    operationId: 'enrollments_update',
    summary: 'Change an enrollment',
    description:
      'You may leave (`is_active: false`), come back while the course is open to you, and change between `audit` and `honor`; instructors and staff of the course may change everything. Whoever leaves keeps the enrollment.',
  })
  async update(
    @Param('enrollment_id', EnrollmentAddressPipe) address: EnrollmentAddress,
    @Body() { mode, is_active: isActive, reason }: UpdateEnrollmentDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<EnrollmentResponse>> {
    return EnrollmentResponse.from(
      await this.writes.change(principal, address, { mode, isActive, reason }, preconditions),
      this.urls,
    );
  }

  @Delete(':enrollment_id')
  @Access('enrollments.manage_own_enrollment', { restrictedApplications: true })
  @Removes('The enrollment is gone.')
  @Address
  @ApiOperation({
    operationId: 'enrollments_delete',
    summary: 'Delete an enrollment',
    description:
      'It is in no list any more, and 404 alone. Whoever enrolls again gets it back, with its UUID and date. To leave and stay on record, PATCH `is_active` instead.',
  })
  async remove(
    @Param('enrollment_id', EnrollmentAddressPipe) address: EnrollmentAddress,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.writes.remove(principal, address, preconditions);
  }
}
