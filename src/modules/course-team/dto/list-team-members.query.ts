import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { COURSE_ROLES, type CourseRole } from '../../../common/auth/course-access.js';
import { teamMemberCollection } from '../team-members.collection.js';

/** Which members of the team to list. */
export class ListTeamMembersQuery extends teamMemberCollection.Query {
  /** Only those in this role. */
  @ApiPropertyOptional({ enum: COURSE_ROLES })
  @IsOptional()
  @IsIn(COURSE_ROLES)
  readonly role?: CourseRole;
}
