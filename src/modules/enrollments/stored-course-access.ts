import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CourseAccess, CourseAccessPolicy, type CourseRole } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';

const GLOBAL_STAFF = new CourseAccess(true, null, false);

/** What a caller may do in a course, by the roles and enrollments in the database. */
@Injectable()
export class StoredCourseAccess extends CourseAccessPolicy {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** One query, which reads at most three rows by their keys; none for anonymous callers and global staff. */
  override async accessOf(principal: Principal, courseKey: CourseKey): Promise<CourseAccess> {
    if (principal.isGlobalStaff) return GLOBAL_STAFF;
    // A key of a version alone names no course.
    if (principal.isAnonymous || courseKey.org === null) return CourseAccess.none;
    const rows = await this.dataSource.query<AccessRow[]>(
      `SELECT r.role, coalesce(e.is_active, false) AS is_enrolled
       FROM users u
       LEFT JOIN course_roles r ON r.course_key = $2 AND r.user_id = u.id
       LEFT JOIN enrollments e ON e.course_key = $2 AND e.user_id = u.id
       WHERE lower(u.username) = lower($1)`,
      [principal.username, String(courseKey.withoutBranchAndVersion())],
    );
    return rows[0] ? accessFrom(rows[0]) : CourseAccess.none;
  }

  override async coursesOf(principal: Principal): Promise<ReadonlyMap<string, CourseAccess>> {
    if (principal.isAnonymous || principal.isGlobalStaff) return new Map();
    const rows = await this.dataSource.query<(AccessRow & { readonly course_key: string })[]>(
      `WITH caller AS (SELECT id FROM users WHERE lower(username) = lower($1)),
            held AS (SELECT course_key, role FROM course_roles WHERE user_id = (SELECT id FROM caller)),
            taken AS (SELECT course_key FROM enrollments WHERE user_id = (SELECT id FROM caller) AND is_active)
       SELECT course_key, held.role, taken.course_key IS NOT NULL AS is_enrolled
       FROM held FULL JOIN taken USING (course_key)`,
      [principal.username],
    );
    return new Map(rows.map((row) => [row.course_key, accessFrom(row)]));
  }
}

interface AccessRow {
  readonly role: CourseRole | null;
  readonly is_enrolled: boolean;
}

function accessFrom({ role, is_enrolled }: AccessRow): CourseAccess {
  return new CourseAccess(false, role, is_enrolled);
}
