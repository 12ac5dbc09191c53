import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Created, type Outcome, type Versioned } from '../../common/hypermedia/outcome.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates, Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ChecklistIdPipe } from './checklist-id.pipe.js';
import { ChecklistViews, isTied } from './checklist-views.js';
import { checklistLinks } from './checklists.links.js';
import { ChecklistsService } from './checklists.service.js';
import {
  checklistInputOf,
  checklistPatchOf,
  CreateChecklistDto,
  ReplaceChecklistDto,
  UpdateChecklistDto,
} from './dto/checklist.dto.js';
import { ChecklistResponse } from './dto/checklist.response.js';
import { ListChecklistsQuery } from './dto/list-checklists.query.js';

const Course = ApiParam({
  name: 'course_key',
  description: 'Key of the course run. Checklists belong to no branch or version.',
  example: 'course-v1:Courseware+Tides101+2026',
});
const Checklist = ApiParam({ name: 'checklist_id', description: 'Id of the list.', example: 'getting-started' });

/** What is to be done for a course (SPEC C-11). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses/:course_key/checklists')
export class ChecklistsController {
  constructor(
    private readonly checklists: ChecklistsService,
    private readonly views: ChecklistViews,
  ) {}

  @Get()
  @Access('courses.view_checklists')
  @ReturnsPage(ChecklistResponse, checklistLinks)
  @Course
  @ApiOperation({
    operationId: 'checklists_list',
    summary: 'List the checklists of a course',
    description:
      'With their items, who ticked what and when, and beside some items what a computed check says of the draft. A new course has four. For the course team.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Query() query: ListChecklistsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<ChecklistResponse>>> {
    const page = await this.checklists.page(courseKey, query);
    return page.map(await this.views.of(principal, courseKey, page.items.some(isTied)));
  }

  @Post()
  @Access('courses.edit_checklists')
  @Creates(ChecklistResponse, checklistLinks)
  @Course
  @ApiOperation({
    operationId: 'checklists_create',
    summary: 'Make a checklist',
    description:
      'With its items, by ids of your choice, or as a list. A course may have 100 lists of 500 items. For authors of the course.',
  })
  async create(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Body() body: CreateChecklistDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const input = checklistInputOf(body);
    const isAnyTied = [...input.items.values()].some(({ check }) => typeof check === 'string');
    const show = await this.views.of(principal, courseKey, isAnyTied);
    const place = { courseKey, id: body.id ?? null };
    return this.checklists.create(principal.username, place, input, once.answering(show));
  }

  @Get(':checklist_id')
  @Access('courses.view_checklists')
  @ReturnsResource(ChecklistResponse, checklistLinks)
  @Course
  @Checklist
  @ApiOperation({
    operationId: 'checklists_retrieve',
    summary: 'Read a checklist',
    description: 'For the course team.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('checklist_id', ChecklistIdPipe) id: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<ChecklistResponse>> {
    return this.views.show(principal, await this.checklists.get({ courseKey, id }));
  }

  @Put(':checklist_id')
  @Access('courses.edit_checklists')
  @Replaces(ChecklistResponse, checklistLinks)
  @AlsoAnswers('precondition_required', 'conflict')
  @Course
  @Checklist
  @ApiOperation({
    operationId: 'checklists_replace',
    summary: 'Replace a checklist, or make it',
    description:
      'Items that are not sent are gone; ticks of those that stay ticked keep their who and when. It says which state it replaces: without `If-Match`, 428. For authors of the course.',
  })
  async replace(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('checklist_id', ChecklistIdPipe) id: string,
    @Body() body: ReplaceChecklistDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Outcome<ChecklistResponse>> {
    const input = checklistInputOf(body);
    const replaced = await this.checklists.replace(principal.username, { courseKey, id }, input, preconditions);
    const response = await this.views.show(principal, replaced);
    return replaced.isNew ? new Created(response) : response;
  }

  @Patch(':checklist_id')
  @Access('courses.edit_checklists')
  @Patches(ChecklistResponse, checklistLinks)
  @Course
  @Checklist
  @ApiOperation({
    operationId: 'checklists_update',
    summary: 'Tick an item, or change a checklist',
    description:
      '`{"items": {"<id>": {"is_checked": true}}}` ticks one, `{"items": {"<id>": null}}` removes it, and an id that is not there adds one. People who tick different items of one list at once all succeed. For authors of the course.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('checklist_id', ChecklistIdPipe) id: string,
    @Body() body: UpdateChecklistDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<ChecklistResponse>> {
    const patch = checklistPatchOf(body);
    const changed = await this.checklists.change(principal.username, { courseKey, id }, patch, preconditions);
    return this.views.afterwards(principal, changed);
  }

  @Delete(':checklist_id')
  @Access('courses.delete_checklists')
  @Removes('The checklist is gone, with its items.')
  @Course
  @Checklist
  @ApiOperation({
    operationId: 'checklists_delete',
    summary: 'Delete a checklist',
    description: 'With its items. For instructors and staff of the course.',
  })
  async remove(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('checklist_id', ChecklistIdPipe) id: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.checklists.remove(principal.username, { courseKey, id }, preconditions);
  }
}
