import { COURSE_ROLES, type CourseRole } from '../../common/auth/course-access.js';
import { Collection } from '../../common/pagination/collection.js';
import { sql } from '../../common/pagination/sql.js';
import { substrings } from '../../common/pagination/text-search.js';
import { type StoredTeamMember, TEAM_MEMBER_COLUMNS } from './stored-team-member.js';

/** The team of one course; by role, the strongest comes first. */
export const teamMemberCollection = Collection.of<StoredTeamMember>()({
  from: 'course_roles r JOIN users u ON u.id = r.user_id',
  columns: TEAM_MEMBER_COLUMNS,
  key: 'r.user_id',
  orders: {
    user: 'u.username',
    role: `array_position(ARRAY['${COURSE_ROLES.join("', '")}'], r.role)`,
    created: 'r.created',
  },
  defaultOrder: 'role',
  search: substrings('the username', 'u.username'),
  filters: { role: (role: CourseRole) => sql`r.role = ${role}` },
});
