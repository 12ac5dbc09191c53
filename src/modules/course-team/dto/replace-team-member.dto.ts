import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { COURSE_ROLES, type CourseRole } from '../../../common/auth/course-access.js';

/** The whole of what may be said of a member (SPEC section 13). */
export class ReplaceTeamMemberDto {
  /** As what the person works on the course. */
  @ApiProperty({ enum: COURSE_ROLES })
  @IsIn(COURSE_ROLES)
  readonly role: CourseRole;
}
