import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
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
import { BranchNamePipe } from './branch-name.pipe.js';
import { branchLinks } from './branches.links.js';
import { BranchesService, type VisibleBranch } from './branches.service.js';
import { CreateBranchDto, MoveBranchDto, PatchBranchDto } from './dto/branch.dto.js';
import { BranchResponse } from './dto/branch.response.js';
import { ListBranchesQuery } from './dto/list-branches.query.js';
import { Branch, Course } from './history.parameters.js';

/** Branches of a course run: names for versions (SPEC C-1). */
@ApiTags('History')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class BranchesController {
  constructor(
    private readonly branches: BranchesService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/branches')
  @Access('courses.view_drafts')
  @ReturnsPage(BranchResponse, branchLinks)
  @Course
  @ApiOperation({
    operationId: 'branches_list',
    summary: 'List the branches of a course',
    description: 'With their heads: `draft`, `published`, and any others. For the course team and global staff.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Query() query: ListBranchesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<BranchResponse>>> {
    return (await this.branches.page(principal, course, query)).map((view) => BranchResponse.from(view, this.urls));
  }

  @Post(':course_key/branches')
  @Access('courses.edit_content')
  @Creates(BranchResponse, branchLinks)
  @Course
  @ApiOperation({
    operationId: 'branches_create',
    summary: 'Begin a branch',
    description:
      'At any version of the course; nothing is copied. From then on `+branch@name` in a key reads it and writes to it. A name that is taken: 409. For instructors, staff and editors.',
  })
  async create(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Body() { name, version }: CreateBranchDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const unit = once.answering((made: VisibleBranch) => BranchResponse.from(made, this.urls));
    return this.branches.create({ principal, course, name }, version, unit);
  }

  @Get(':course_key/branches/:branch')
  @Access('courses.view_drafts')
  @ReturnsResource(BranchResponse, branchLinks)
  @Course
  @Branch
  @ApiOperation({
    operationId: 'branches_retrieve',
    summary: 'Read a branch',
    description: 'Its head, and who made that. For the course team and global staff.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Param('branch', BranchNamePipe) name: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<BranchResponse>> {
    return BranchResponse.from(await this.branches.get({ principal, course, name }), this.urls);
  }

  // That what is published takes the right to publish is for the service, which knows which branch it is.
  @Put(':course_key/branches/:branch')
  @Access('courses.delete_content')
  @Replaces(BranchResponse, branchLinks)
  @AlsoAnswers('conflict')
  @Course
  @Branch
  @ApiOperation({
    operationId: 'branches_replace',
    summary: 'Point a branch at a version, or begin it there',
    description: 'As PATCH, and as POST where there is no such branch. For instructors and staff.',
  })
  async replace(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Param('branch', BranchNamePipe) name: string,
    @Body() { version }: MoveBranchDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Outcome<BranchResponse>> {
    const replaced = await this.branches.replace({ principal, course, name }, version, preconditions);
    const response = BranchResponse.from(replaced, this.urls);
    return replaced.isNew ? new Created(response) : response;
  }

  @Patch(':course_key/branches/:branch')
  @Access('courses.delete_content')
  @Patches(BranchResponse, branchLinks)
  @AlsoAnswers('conflict')
  @Course
  @Branch
  @ApiOperation({
    operationId: 'branches_update',
    summary: 'Move the head of a branch',
    description:
      'To any version of the course. No version is made, so nothing is told in the history but that the head was moved, when and by whom; to have a version of it, restore one (`versions/`). To move `published` is to publish that version as a whole. For instructors and staff.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Param('branch', BranchNamePipe) name: string,
    @Body() { version }: PatchBranchDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<BranchResponse>> {
    return BranchResponse.from(
      await this.branches.move({ principal, course, name }, version, preconditions),
      this.urls,
    );
  }

  @Delete(':course_key/branches/:branch')
  @Access('courses.delete_content')
  @Removes('The branch is gone; the versions that were made on it stay readable.')
  @AlsoAnswers('conflict')
  @Course
  @Branch
  @ApiOperation({
    operationId: 'branches_delete',
    summary: 'Delete a branch',
    description: 'Not `draft` or `published`, which every course has: 409. For instructors and staff.',
  })
  async remove(
    @Param('course_key', CourseKeyPipe) course: CourseKey,
    @Param('branch', BranchNamePipe) name: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.branches.remove({ principal, course, name }, preconditions);
  }
}
