import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage } from '../../common/hypermedia/returns.js';
import { Creates } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { courseSummaryLinks, CoursesService, CourseSummaryResponse, ListCoursesQuery } from '../courses/index.js';
import { type OwnedTask, taskLinks, TaskResponse } from '../tasks/index.js';
import { CreateRerunDto } from './dto/create-rerun.dto.js';
import { Reruns } from './reruns.service.js';

const KEY = {
  name: 'course_key',
  description: 'Key of the course run that is run again.',
  example: 'course-v1:Courseware+Tides101+2026',
};

/** The same course once more (SPEC C-9). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class RerunsController {
  constructor(
    private readonly reruns: Reruns,
    private readonly courses: CoursesService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/reruns')
  @Access('courses.rerun_course')
  @ReturnsPage(CourseSummaryResponse, courseSummaryLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'reruns_list',
    summary: 'List the reruns of a course',
    description:
      'The courses that were made of it, as far as you find them in the list of courses. For the course team.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: ListCoursesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<CourseSummaryResponse>>> {
    const page = await this.courses.reruns(key, query, principal);
    return page.map((course) => CourseSummaryResponse.from(course, this.urls));
  }

  @Post(':course_key/reruns')
  @Access('courses.rerun_course')
  @Creates(TaskResponse, taskLinks, {
    status: HttpStatus.ACCEPTED,
    description: 'The rerun has begun; the result of the task names the course.',
  })
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'reruns_create',
    summary: 'Run a course again',
    description:
      'A new course with the content, drafts and files of this one. With `start`, all dates move by as much as the start does. Keys of this course in its settings become those of the new one, and access policies come along without the people that they name and without unlock keys; team, enrollments and modes do not: whoever makes it is its first instructor. The new course is there when it is complete, and not before. For the team of this course, in an organization where you may make courses.',
  })
  async create(
    @Param('course_key', CourseKeyPipe) source: CourseKey,
    @Body() { org, number, run, display_name: displayName, start, message = null }: CreateRerunDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SealedAnswer> {
    // 202 (SPEC R-6): the work is not done yet, and the task is where it can be followed.
    void reply.header('retry-after', '1');
    const words = { displayName: displayName ?? null, start: start ?? null, message };
    const wish = { source, target: CourseKey.of(org, number, run), ...words };
    const unit = once.answering((task: OwnedTask) => TaskResponse.from(task, this.urls));
    return this.reruns.start(principal, wish, unit);
  }
}
