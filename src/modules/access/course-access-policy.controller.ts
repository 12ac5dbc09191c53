import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { AccessPoliciesService, type PolicyReading } from './access-policies.service.js';
import { courseAccessPolicyLinks } from './access-policies.links.js';
import { CONTENT, INFORMATION } from './access-policy.js';
import { PatchCourseAccessPolicyDto, ReplaceCourseAccessPolicyDto } from './dto/access-policy.dto.js';
import { CourseAccessPolicyResponse } from './dto/access-policy.response.js';
import { MAY_MANAGE } from './policy-rights.js';

const KEY = {
  name: 'course_key',
  description: 'Key of the course run. A policy is about all branches and versions.',
  example: 'course-v1:Courseware+Tides101+2026',
};

/** Who may see a course (SPEC sections 8 and 13; ADR 0017). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses/:course_key/access_policy')
export class CourseAccessPolicyController {
  constructor(
    private readonly policies: AccessPoliciesService,
    private readonly access: CourseAccessPolicy,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.view_access_policy')
  @ReturnsResource(CourseAccessPolicyResponse, courseAccessPolicyLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'course_access_policy_retrieve',
    summary: 'Read who may see a course',
    description:
      'Who sees the course’s information (`information`) and who reads its content (`content`); and in `effective` what counts in the end, with where each part of it comes from. For the course team.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<CourseAccessPolicyResponse>> {
    return this.shown(await this.policies.ofCourse(key), principal);
  }

  @Put()
  @Access('courses.manage_access_policy')
  @Replaces(CourseAccessPolicyResponse, courseAccessPolicyLinks, { creates: false })
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'course_access_policy_replace',
    summary: 'Say who may see a course',
    description:
      'Replaces the whole policy: lists that are not sent are empty, and without `unlock_key` there is none. For instructors and staff of the course, and delegates of its organization.',
  })
  async replace(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() body: ReplaceCourseAccessPolicyDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<CourseAccessPolicyResponse>> {
    const edit = { by: principal.username, message: body.message ?? null, preconditions };
    return this.shown(
      await this.policies.changeOfCourse(key, { [INFORMATION]: body.information, [CONTENT]: body.content }, edit, true),
      principal,
    );
  }

  @Patch()
  @Access('courses.manage_access_policy')
  @Patches(CourseAccessPolicyResponse, courseAccessPolicyLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'course_access_policy_update',
    summary: 'Change who may see a course',
    description:
      'Changes what is sent; lists are replaced as a whole, and null is the default. For instructors and staff of the course, and delegates of its organization.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() body: PatchCourseAccessPolicyDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<CourseAccessPolicyResponse>> {
    const edit = { by: principal.username, message: body.message ?? null, preconditions };
    return this.shown(
      await this.policies.changeOfCourse(
        key,
        { [INFORMATION]: body.information, [CONTENT]: body.content },
        edit,
        false,
      ),
      principal,
    );
  }

  @Delete()
  @Access('courses.manage_access_policy')
  @Removes('The default holds again.')
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'course_access_policy_delete',
    summary: 'Go back to the default',
    description:
      'The default holds again: information `open`, content `enrolled`. What it is then can still be read here.',
  })
  async remove(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.policies.removeOfCourse(key, preconditions);
  }

  private async shown(reading: PolicyReading, principal: Principal): Promise<Unlinked<CourseAccessPolicyResponse>> {
    const access = await this.access.accessOf(principal, reading.courseKey);
    const mayManage = access.may('courses.manage_access_policy');
    return Object.assign(CourseAccessPolicyResponse.from(reading, this.urls), { [MAY_MANAGE]: mayManage });
  }
}
