import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { ACCESS_BELIEVED_MS, AccessChanges } from '../../common/auth/access-changes.js';
import { CourseAccess, CourseAccessPolicy, type CourseRole } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';

const MOST_KEPT = 20_000;

/**
 * What a caller may do in a course, by the roles and enrollments in the database. Remembered for a moment, so that a hot
 * request asks nothing: a change in this process counts at once, one of another process after ACCESS_BELIEVED_MS.
 */
@Injectable()
export class StoredCourseAccess extends CourseAccessPolicy {
  private readonly kept = new LRUCache<string, CourseAccess>({ max: MOST_KEPT, ttl: ACCESS_BELIEVED_MS });
  /** {@link AccessChanges.count} when {@link kept} was last right. */
  private keptSince = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
  ) {
    super();
  }

  override async accessOf(principal: Principal, courseKey: CourseKey): Promise<CourseAccess> {
    if (principal.isGlobalStaff) return CourseAccess.globalStaff;
    // A key of a version alone names no course.
    if (courseKey.org === null) return CourseAccess.none;
    const course = String(courseKey.withoutBranchAndVersion());
    const key = `${principal.userId ?? ''} ${course}`;
    const kept = this.current().get(key);
    if (kept) return kept;
    const { count } = this.changes;
    const access = await this.read(principal, course, courseKey.org);
    // What changed while it was being read is read again next time.
    // What does not exist yet may be made at any moment.
    if (access.exists && count === this.changes.count) this.current().set(key, access);
    return access;
  }

  override async coursesOf(principal: Principal): Promise<ReadonlyMap<string, CourseAccess>> {
    if (principal.isAnonymous || principal.isGlobalStaff) return new Map();
    const rows = await this.dataSource.query<(StandingRow & { readonly course_key: string })[]>(
      `WITH held AS (SELECT course_key, role FROM course_roles WHERE user_id = $1),
            taken AS (SELECT course_key FROM enrollments WHERE user_id = $1 AND is_active)
       SELECT course_key, held.role, taken.course_key IS NOT NULL AS is_enrolled
       FROM held FULL JOIN taken USING (course_key)`,
      [principal.userId],
    );
    return new Map(rows.map((row) => [row.course_key, accessFrom(row)]));
  }

  /**
   * One query, which reads a few rows by their keys. Of a course that does not exist it says what the caller is in its
   * organization: who may make it.
   */
  private async read({ userId }: Principal, course: string, org: string): Promise<CourseAccess> {
    const [row] = await this.dataSource.query<[StandingRow]>(
      `SELECT c.course_key IS NOT NULL AS exists, r.role, coalesce(e.is_active, false) AS is_enrolled,
              o.is_delegate, o.is_creator
       FROM (SELECT $2::text AS course_key) asked
       LEFT JOIN courses c ON c.course_key = asked.course_key
       LEFT JOIN course_roles r ON r.course_key = c.course_key AND r.user_id = $1
       LEFT JOIN enrollments e ON e.course_key = c.course_key AND e.user_id = $1
       CROSS JOIN (SELECT coalesce(bool_or(role = 'delegate'), false) AS is_delegate,
                          coalesce(bool_or(role = 'course_creator'), false) AS is_creator
                     FROM organization_roles
                    WHERE user_id = $1 AND organization_id = ANY (organization_chain($3))) o`,
      [userId, course, org],
    );
    return accessFrom(row);
  }

  private current(): LRUCache<string, CourseAccess> {
    if (this.keptSince !== this.changes.count) {
      this.kept.clear();
      this.keptSince = this.changes.count;
    }
    return this.kept;
  }
}

interface StandingRow {
  readonly exists?: boolean;
  readonly role: CourseRole | null;
  readonly is_enrolled: boolean;
  readonly is_delegate?: boolean;
  readonly is_creator?: boolean;
}

function accessFrom({
  exists = true,
  role,
  is_enrolled: isEnrolled,
  is_delegate: isDelegate = false,
  is_creator: isCreator = false,
}: StandingRow): CourseAccess {
  return CourseAccess.of({ exists, information: exists, role, isEnrolled, content: isEnrolled, isDelegate, isCreator });
}
