import { Body, Controller, Delete, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import { Creates, Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { CourseCreation, type CreatedCourse } from './course-creation.service.js';
import { CourseEdits } from './course-edits.service.js';
import { CoursePresenter } from './course-presenter.js';
import { CourseStates } from './course-states.service.js';
import { courseLinks } from './courses.links.js';
import { CourseResponse } from './dto/course.response.js';
import { CreateCourseDto } from './dto/create-course.dto.js';
import { ReplaceCourseDto } from './dto/replace-course.dto.js';
import { UpdateCourseDto } from './dto/update-course.dto.js';

const WRITTEN_KEY = {
  name: 'course_key',
  description:
    'Key of the course run. Without a branch both the draft and what is published are written to; with `+branch@` only that branch, and with `+branch@…+version@…` only if it is at that version.',
  example: 'course-v1:Courseware+Tides101+2026',
};

/** Writes of course runs: making, changing, archiving, deleting (SPEC C-7). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class CourseWritesController {
  constructor(
    private readonly creation: CourseCreation,
    private readonly edits: CourseEdits,
    private readonly states: CourseStates,
    private readonly presenter: CoursePresenter,
  ) {}

  @Post()
  @Access('courses.create_course')
  @Creates(CourseResponse, courseLinks)
  @ApiOperation({
    operationId: 'courses_create',
    summary: 'Make a course run',
    description:
      'Its key follows from `org`, `number` and `run`. The draft and what is published begin with the course block alone; whoever makes it is its first instructor. Without `start` it begins in 2030, as in Open edX. For course creators and delegates of the organization, and global staff. A key that is taken, in whatever case and also by a course that was deleted: 409.',
  })
  async create(
    @Body() { org, number, run, message = null, ...words }: CreateCourseDto,
    @Caller() by: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const unit = once.answering((created: CreatedCourse) => this.presenter.created(created, by));
    return this.creation.create(by, { key: CourseKey.of(org, number, run), words, message }, unit);
  }

  @Patch(':course_key')
  @Access('courses.edit_details')
  @Patches(CourseResponse, courseLinks)
  @AlsoAnswers('conflict')
  @ApiParam(WRITTEN_KEY)
  @ApiOperation({
    operationId: 'courses_update',
    summary: 'Change course information, or archive the course',
    description:
      'Changes what is sent; null clears. Course information is not drafted: it changes in the draft and in what is published at once, in one version of each, or none if nothing changes. `is_archived` true makes the course read-only: it can be read as before and is left out of the list of courses, and people do not enroll any more. For instructors and staff.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() { message = null, is_archived: isArchived, ...words }: UpdateCourseDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<CourseResponse>> {
    return this.presenter.written(
      key,
      by,
      await this.edits.patch(words, isArchived, { key, by, message, preconditions }),
    );
  }

  @Put(':course_key')
  @Access('courses.edit_details')
  @Replaces(CourseResponse, courseLinks, { creates: false })
  @AlsoAnswers('precondition_required', 'conflict')
  @ApiParam(WRITTEN_KEY)
  @ApiOperation({
    operationId: 'courses_replace',
    summary: 'Replace course information',
    description:
      'Makes what is sent all the information that there is; what is absent is cleared. Outline, team and settings beyond the information stay. The request must say which state it replaces: without If-Match it is a 428. For instructors and staff.',
  })
  async replace(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() { message = null, ...words }: ReplaceCourseDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<CourseResponse>> {
    return this.presenter.written(key, by, await this.edits.replace(words, { key, by, message, preconditions }));
  }

  @Delete(':course_key')
  @Access('courses.delete_course')
  @Removes('The course is there for nobody any more. It can be restored.')
  @ApiParam({ ...WRITTEN_KEY, description: 'Key of the course run.' })
  @ApiOperation({
    operationId: 'courses_delete',
    summary: 'Delete a course run',
    description:
      'From now on there is no such course, with nothing that belongs to it, for anybody. Nothing is lost: `deleted_courses/` lists it, and restores it as it was, with its team and enrollments. For course creators and delegates of the organization, and global staff.',
  })
  async remove(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.states.remove(key, by, preconditions);
  }
}
