import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Created, type Outcome } from '../../common/hypermedia/outcome.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { ListTeamMembersQuery } from './dto/list-team-members.query.js';
import { ReplaceTeamMemberDto } from './dto/replace-team-member.dto.js';
import { TeamMemberResponse } from './dto/team-member.response.js';
import { UpdateTeamMemberDto } from './dto/update-team-member.dto.js';
import { teamMemberLinks } from './team-members.links.js';
import { TeamMembersService } from './team-members.service.js';

const Course = ApiParam({
  name: 'course_key',
  description: 'Key of the course run; a branch or version in it does no harm.',
  example: 'course-v1:Courseware+Tides101+2026',
});
const Member = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for yourself.',
  example: 'demo-staff',
});

/** Who works on a course run (SPEC section 8). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class TeamMembersController {
  constructor(
    private readonly members: TeamMembersService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/team_members')
  @Access('courses.view_course_team')
  @ReturnsPage(TeamMemberResponse, teamMemberLinks)
  @Course
  @ApiOperation({
    operationId: 'team_members_list',
    summary: 'List the team of a course run',
    description:
      'For the team itself but its beta testers, for delegates of the course’s organization, and for global staff. The strongest roles come first.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Query() query: ListTeamMembersQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<TeamMemberResponse>>> {
    return (await this.members.page(principal, courseKey, query)).map((one) => TeamMemberResponse.from(one, this.urls));
  }

  @Get(':course_key/team_members/:username')
  @Access('courses.view_team_member')
  @ReturnsResource(TeamMemberResponse, teamMemberLinks)
  @Course
  @Member
  @ApiOperation({
    operationId: 'team_members_retrieve',
    summary: 'Read a member of a team',
    description: 'For whoever may list the team; a beta tester sees their own place.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('username') username: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<TeamMemberResponse>> {
    return TeamMemberResponse.from(await this.members.get(principal, { courseKey, username }), this.urls);
  }

  // That the others may only lower themselves is for the service, which knows whose place it is.
  @Put(':course_key/team_members/:username')
  @Access('courses.leave_course_team')
  @Replaces(TeamMemberResponse, teamMemberLinks)
  @AlsoAnswers('last_instructor')
  @Course
  @Member
  @ApiOperation({
    operationId: 'team_members_replace',
    summary: 'Add somebody to a team, or give them another role',
    description:
      'For instructors of the course and global staff; the others on the team may give themselves a weaker role. Whoever is added need not be enrolled. The last instructor keeps the role: 409 `last_instructor`.',
  })
  async replace(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('username') username: string,
    @Body() { role }: ReplaceTeamMemberDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Outcome<TeamMemberResponse>> {
    const replaced = await this.members.replace(principal, { courseKey, username }, role, preconditions);
    const response = TeamMemberResponse.from(replaced, this.urls);
    return replaced.isNew ? new Created(response) : response;
  }

  @Patch(':course_key/team_members/:username')
  @Access('courses.leave_course_team')
  @Patches(TeamMemberResponse, teamMemberLinks)
  @AlsoAnswers('last_instructor')
  @Course
  @Member
  @ApiOperation({
    operationId: 'team_members_update',
    summary: 'Give a member of a team another role',
    description: 'Who may do what is as for PUT; whoever is not on the team: 404.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('username') username: string,
    @Body() { role }: UpdateTeamMemberDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<TeamMemberResponse>> {
    const changed = await this.members.change(principal, { courseKey, username }, role, preconditions);
    return TeamMemberResponse.from(changed, this.urls);
  }

  @Delete(':course_key/team_members/:username')
  @Access('courses.leave_course_team')
  @Removes('The person is not on the team any more.')
  @AlsoAnswers('last_instructor')
  @Course
  @Member
  @ApiOperation({
    operationId: 'team_members_delete',
    summary: 'Take somebody off a team, or leave it',
    description:
      'Instructors of the course and global staff may take anybody off; everybody may leave. The last instructor stays: 409 `last_instructor`.',
  })
  async remove(
    @Param('course_key', CourseKeyPipe) courseKey: CourseKey,
    @Param('username') username: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.members.remove(principal, { courseKey, username }, preconditions);
  }
}
