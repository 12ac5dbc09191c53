import type { CourseRole } from '../../common/auth/course-access.js';

/** Who works on a course, as it is kept. */
export interface StoredTeamMember {
  readonly username: string;
  readonly courseKey: string;
  readonly role: CourseRole;
  /** Since when on the team. */
  readonly created: Date;
  /** Since when in this role, and who gave it: a username, or null where nobody noted it. */
  readonly granted: Date;
  readonly grantedBy: string | null;
  readonly revision: number;
}

/** Of `course_roles r` and `users u`. */
export const TEAM_MEMBER_COLUMNS =
  'u.username, r.course_key AS "courseKey", r.role, r.created, r.granted, r.granted_by AS "grantedBy", r.revision';

/** Version for the ETag. Whoever leaves and comes back is another member: revisions alone would begin again. */
export const versionOf = ({ created, revision }: StoredTeamMember): string => `${created.getTime()}-${revision}`;
