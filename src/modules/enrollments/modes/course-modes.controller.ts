import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { CourseAccessPolicy } from '../../../common/auth/course-access.js';
import { Principal } from '../../../common/auth/principal.js';
import { CourseKeyPipe } from '../../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../../common/http/preconditions.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { Created, type Outcome } from '../../../common/hypermedia/outcome.js';
import { ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Creates, Patches, Removes, Replaces } from '../../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../../common/idempotency/once.js';
import type { SealedAnswer } from '../../../common/idempotency/sealed-answer.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { Page } from '../../../common/pagination/page.js';
import { courseModeLinks } from './course-modes.links.js';
import { type CourseModeChanges, CourseModes } from './course-modes.service.js';
import { CreateCourseModeDto, ReplaceCourseModeDto, UpdateCourseModeDto } from './dto/course-mode.dto.js';
import { CourseModeResponse } from './dto/course-mode.response.js';
import { ListCourseModesQuery } from './dto/list-course-modes.query.js';

const Course = ApiParam({
  name: 'course_key',
  description: 'The course run.',
  example: 'course-v1:Courseware+Tides101+2026',
});
const Slug = ApiParam({ name: 'mode_slug', description: 'Name of the mode.', example: 'verified' });

/** How courses may be taken (SPEC E-2), at the address that clients of Open edX know. */
@ApiTags('Course modes')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course_modes/v1/courses')
export class CourseModesController {
  constructor(
    private readonly modes: CourseModes,
    private readonly policy: CourseAccessPolicy,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key')
  @Access('courses.view_course')
  @ReturnsPage(CourseModeResponse, courseModeLinks)
  @Course
  @ApiOperation({
    operationId: 'course_modes_list',
    summary: 'List the modes of a course',
    description:
      'How the course may be taken. A course that lists none is offered as `audit` and `honor` to everybody, and in every other mode through its team.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: ListCourseModesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<CourseModeResponse>>> {
    const mayManage = await this.mayManage(principal, key);
    return (await this.modes.page(key, query)).map((mode) => CourseModeResponse.from(mode, mayManage, this.urls));
  }

  @Post(':course_key')
  @Access('enrollments.manage_enrollments')
  @Creates(CourseModeResponse, courseModeLinks)
  @Course
  @ApiOperation({
    operationId: 'course_modes_create',
    summary: 'Offer a course in a mode',
    description:
      'For instructors and staff of the course. From the first on, the course is to be had only in the modes that it lists; who is in another one stays.',
  })
  async create(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() body: CreateCourseModeDto,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const unit = once.answering((mode: Parameters<typeof CourseModeResponse.from>[0]) =>
      CourseModeResponse.from(mode, true, this.urls),
    );
    return this.modes.create(key, body.mode_slug, changesOf(body), unit);
  }

  @Get(':course_key/:mode_slug')
  @Access('courses.view_course')
  @ReturnsResource(CourseModeResponse, courseModeLinks)
  @Course
  @Slug
  @ApiOperation({
    operationId: 'course_modes_retrieve',
    summary: 'Read a mode of a course',
    description: 'Open to whoever may see the course.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('mode_slug') slug: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<CourseModeResponse>> {
    return CourseModeResponse.from(await this.modes.get(key, slug), await this.mayManage(principal, key), this.urls);
  }

  @Put(':course_key/:mode_slug')
  @Access('enrollments.manage_enrollments')
  @Replaces(CourseModeResponse, courseModeLinks)
  @Course
  @Slug
  @ApiOperation({
    operationId: 'course_modes_replace',
    summary: 'Replace a mode of a course, or offer it',
    description: 'What is absent has its value of a new mode. For instructors and staff of the course.',
  })
  async replace(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('mode_slug') slug: string,
    @Body() body: ReplaceCourseModeDto,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Outcome<CourseModeResponse>> {
    const { mode, isNew } = await this.modes.replace(key, slug, changesOf(body), preconditions);
    const response = CourseModeResponse.from(mode, true, this.urls);
    return isNew ? new Created(response) : response;
  }

  @Patch(':course_key/:mode_slug')
  @Access('enrollments.manage_enrollments')
  @Patches(CourseModeResponse, courseModeLinks)
  @Course
  @Slug
  @ApiOperation({
    operationId: 'course_modes_update',
    summary: 'Change a mode of a course',
    description: 'For instructors and staff of the course. Who is in the mode stays in it.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('mode_slug') slug: string,
    @Body() body: UpdateCourseModeDto,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<CourseModeResponse>> {
    return CourseModeResponse.from(await this.modes.change(key, slug, changesOf(body), preconditions), true, this.urls);
  }

  @Delete(':course_key/:mode_slug')
  @Access('enrollments.manage_enrollments')
  @Removes('The course is not offered in this mode any more.')
  @Course
  @Slug
  @ApiOperation({
    operationId: 'course_modes_delete',
    summary: 'Offer a course in a mode no longer',
    description: 'Who is in the mode stays in it. After the last one the course is offered as all courses are.',
  })
  async remove(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('mode_slug') slug: string,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.modes.remove(key, slug, preconditions);
  }

  private async mayManage(principal: Principal, key: CourseKey): Promise<boolean> {
    return (await this.policy.accessOf(principal, key)).may('enrollments.manage_enrollments');
  }
}

/** What was sent, by the names of the columns; what was not sent is not there. */
function changesOf(body: UpdateCourseModeDto): CourseModeChanges {
  const changes: CourseModeChanges = {
    modeDisplayName: body.mode_display_name,
    minPrice: body.min_price,
    currency: body.currency,
    expirationDatetime: body.expiration_datetime,
    description: body.description,
    sku: body.sku,
    selfService: body.self_service,
    seats: body.seats,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
