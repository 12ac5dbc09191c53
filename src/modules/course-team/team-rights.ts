import { COURSE_ROLES, type CourseAccess, type CourseRole } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { StoredTeamMember } from './stored-team-member.js';

/**
 * What a caller may do with one place on a team: its instructors everything; everybody on it may see and leave their own
 * place, and lower it (research/endpoints.md B.5).
 */
export class TeamRights {
  private constructor(
    private readonly isOwn: boolean,
    private readonly access: CourseAccess,
  ) {}

  static of(principal: Principal, username: string, access: CourseAccess): TeamRights {
    return new TeamRights(principal.username?.toLowerCase() === username.toLowerCase(), access);
  }

  get maySeeTeam(): boolean {
    return this.access.may('courses.view_course_team');
  }

  get mayRead(): boolean {
    return this.maySeeTeam || (this.isOwn && this.access.may('courses.view_team_member'));
  }

  get mayManage(): boolean {
    return this.access.may('courses.manage_course_team');
  }

  /** Leave it, or make it less. */
  get mayGiveUp(): boolean {
    return this.mayManage || (this.isOwn && this.access.may('courses.leave_course_team'));
  }
}

/** Whether `to` is no more than `from`: roles are listed from the strongest on. */
export function isLowering(from: CourseRole, to: CourseRole): boolean {
  return COURSE_ROLES.indexOf(to) >= COURSE_ROLES.indexOf(from);
}

/** A member of a team and what the caller may do with that place. */
export interface VisibleTeamMember {
  readonly member: StoredTeamMember;
  readonly rights: TeamRights;
}
