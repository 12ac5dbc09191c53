import type { CourseRole } from '../../common/auth/course-access.js';
import { AppError, NotFoundError, PermissionDeniedError } from '../../common/errors/app-error.js';

/** 404. */
export class TeamMemberNotFoundError extends NotFoundError {
  constructor(courseKey: string, username: string) {
    super(`"${username}" on the team of ${courseKey}`, 'Check the username.');
  }
}

/** 409: the course would be left without anybody who manages its team (SPEC section 8). */
export class LastInstructorError extends AppError {
  constructor(courseKey: string, cause?: unknown) {
    super(
      'last_instructor',
      `${courseKey} would be left without an instructor whose account is in use. Make somebody else an instructor of it first: PUT {"role": "instructor"} to …/team_members/{username}/.`,
      { cause },
    );
  }
}

/** 403: the team is for its instructors to manage. */
export class MayNotManageTeamError extends PermissionDeniedError {
  constructor(courseKey: string) {
    super(
      `Only instructors of ${courseKey} and global staff may change its team. You may leave it, or take a weaker role, under your own username.`,
    );
  }
}

/** 403: one can lower oneself and not raise. */
export class MayOnlyLowerError extends PermissionDeniedError {
  constructor(from: CourseRole, to: CourseRole) {
    super(
      `You are ${from} of this course, and may take a weaker role, but not ${to}. Its instructors can give you that.`,
    );
  }
}
