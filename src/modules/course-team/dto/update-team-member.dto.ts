import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { COURSE_ROLES, type CourseRole } from '../../../common/auth/course-access.js';
import { IfPresent } from '../../../common/validation/if-present.js';

/** A merge patch of a member (RFC 7396): what is absent stays. Nothing here can be removed by null. */
export class UpdateTeamMemberDto {
  /** As what the person works on the course. */
  @ApiPropertyOptional({ enum: COURSE_ROLES })
  @IfPresent()
  @IsIn(COURSE_ROLES)
  readonly role?: CourseRole;
}
