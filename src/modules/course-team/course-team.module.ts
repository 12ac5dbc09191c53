import { Module } from '@nestjs/common';
import { CourseRolesService } from './course-roles.service.js';
import { TeamMemberStore } from './team-member-store.js';
import { TeamMembersController } from './team-members.controller.js';
import { TeamMembersService } from './team-members.service.js';

/** Course teams (SPEC section 8). */
@Module({
  controllers: [TeamMembersController],
  providers: [CourseRolesService, TeamMembersService, TeamMemberStore],
  exports: [CourseRolesService],
})
export class CourseTeamModule {}
