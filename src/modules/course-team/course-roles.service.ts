import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import type { CourseRole } from '../../common/auth/course-access.js';
import { AccountNotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { keepingLastInstructor } from './last-instructor.js';

/**
 * Who works on a course, and as what, for the service itself and for operators: nobody's rights are asked. A person has one
 * role in a course. Requests go through {@link TeamMembersService}.
 */
@Injectable()
export class CourseRolesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
  ) {}

  /**
   * The person has this role in the course from now on, whatever it was before.
   * @throws AccountNotFoundError, LastInstructorError
   */
  async grant(username: string, courseKey: CourseKey, role: CourseRole): Promise<void> {
    if (!(await this.grantWithin(this.dataSource.manager, username, courseKey, role)))
      throw new AccountNotFoundError(username);
    this.changes.note();
  }

  /**
   * The same as part of a transaction, whose owner calls AccessChanges.note() once it is committed.
   * @param grantedBy username of who gives it; null for an operator
   * @returns false when there is no such account
   * @throws LastInstructorError
   */
  async grantWithin(
    manager: EntityManager,
    username: string,
    courseKey: CourseKey,
    role: CourseRole,
    grantedBy: string | null = null,
  ): Promise<boolean> {
    const course = String(courseKey.withoutBranchAndVersion());
    const rows = await keepingLastInstructor(course, () =>
      manager.query<unknown[]>(
        `INSERT INTO course_roles AS r (course_key, user_id, role, granted_by)
         SELECT $1, id, $3, $4 FROM users WHERE lower(username) = lower($2)
         ON CONFLICT ON CONSTRAINT pk_course_roles DO UPDATE SET role = excluded.role,
           granted = CASE WHEN r.role = excluded.role THEN r.granted ELSE now() END,
           granted_by = CASE WHEN r.role = excluded.role THEN r.granted_by ELSE excluded.granted_by END
         RETURNING user_id`,
        [course, username, role, grantedBy],
      ),
    );
    return rows.length > 0;
  }

  /** The person has no role in the course from now on. Nothing happens when there was none. @throws LastInstructorError */
  async revoke(username: string, courseKey: CourseKey): Promise<void> {
    const course = String(courseKey.withoutBranchAndVersion());
    await keepingLastInstructor(course, () =>
      this.dataSource.query(
        `DELETE FROM course_roles USING users
         WHERE course_key = $1 AND user_id = users.id AND lower(username) = lower($2)`,
        [course, username],
      ),
    );
    this.changes.note();
  }
}
