import { Body, Controller, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches, Replaces } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { CourseVersion } from '../content/index.js';
import { CourseEdits } from '../courses/index.js';
import { CourseRoots } from './course-roots.service.js';
import { gradingPolicyLinks } from './course-settings.links.js';
import { type GraderDto, ReplaceGradingPolicyDto, UpdateGradingPolicyDto } from './dto/grading-policy.dto.js';
import { GradingPolicyResponse } from './dto/grading-policy.response.js';
import { type Grader, grading } from './grading-policy.js';

const KEY = {
  name: 'course_key',
  description: 'Key of the course run. Without a branch what is published is read, and both branches are written to.',
  example: 'course-v1:Courseware+Tides101+2026',
};

/** How a course is graded. */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class GradingPolicyController {
  constructor(
    private readonly roots: CourseRoots,
    private readonly edits: CourseEdits,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/grading_policy')
  @Access('courses.view_grading_settings')
  @ReturnsResource(GradingPolicyResponse, gradingPolicyLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'grading_policy_retrieve',
    summary: "Read a course's grading policy",
    description:
      'Assignment types, grades and the grace period; the platform’s where the course says none. For the course team.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Versioned<GradingPolicyResponse>> {
    const resolved = await this.roots.resolve(key, principal);
    const { version, access } = resolved;
    return new Versioned(version.guid, [access.signature], async () =>
      GradingPolicyResponse.from(await this.roots.read(resolved), this.urls),
    );
  }

  @Put(':course_key/grading_policy')
  @Access('courses.edit_grading_settings')
  @Replaces(GradingPolicyResponse, gradingPolicyLinks, { creates: false })
  @AlsoAnswers('precondition_required', 'conflict')
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'grading_policy_replace',
    summary: "Replace a course's grading policy",
    description:
      'In the draft and in what is published at once. The request must say which state it replaces: without If-Match it is a 428. For instructors, staff and editors.',
  })
  async replace(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() { graders, grade_cutoffs, grace_period = null, message = null }: ReplaceGradingPolicyDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<GradingPolicyResponse>> {
    const change = grading({ graders: graders.map(whole), grade_cutoffs, grace_period });
    return this.shown(key, by, await this.edits.change(change, { key, by, message, preconditions }, { demands: true }));
  }

  @Patch(':course_key/grading_policy')
  @Access('courses.edit_grading_settings')
  @Patches(GradingPolicyResponse, gradingPolicyLinks)
  @AlsoAnswers('conflict')
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'grading_policy_update',
    summary: "Change a course's grading policy",
    description:
      'Changes what is sent, in the draft and in what is published at once: `graders` as a whole, `grade_cutoffs` grade by grade. For instructors, staff and editors.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() { graders, grade_cutoffs, grace_period, message = null }: UpdateGradingPolicyDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<GradingPolicyResponse>> {
    const change = grading({ graders: graders?.map(whole), grade_cutoffs, grace_period }, { merges: true });
    return this.shown(key, by, await this.edits.change(change, { key, by, message, preconditions }));
  }

  private shown(key: CourseKey, by: Principal, { guid }: CourseVersion): Versioned<GradingPolicyResponse> {
    const address = key.forVersion(null);
    return new Versioned(guid, ['edited'], async () =>
      GradingPolicyResponse.from(await this.roots.read(await this.roots.resolve(address, by)), this.urls),
    );
  }
}

function whole({ short_label = null, ...grader }: GraderDto): Grader {
  return { ...grader, short_label };
}
