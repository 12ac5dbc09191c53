import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import type { CourseRole } from '../../common/auth/course-access.js';
import { AccountNotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';

/** Who works on a course, and as what. A person has one role in a course. */
@Injectable()
export class CourseRolesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
  ) {}

  /** The person has this role in the course from now on, whatever it was before. @throws NotFoundError for an unknown username */
  async grant(username: string, courseKey: CourseKey, role: CourseRole): Promise<void> {
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO course_roles (course_key, user_id, role)
       SELECT $1, id, $3 FROM users WHERE lower(username) = lower($2)
       ON CONFLICT ON CONSTRAINT pk_course_roles DO UPDATE SET role = excluded.role
       RETURNING user_id`,
      [String(courseKey.withoutBranchAndVersion()), username, role],
    );
    if (rows.length === 0) throw new AccountNotFoundError(username);
    this.changes.note();
  }

  /** The person has no role in the course from now on. Nothing happens when there was none. */
  async revoke(username: string, courseKey: CourseKey): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM course_roles USING users
       WHERE course_key = $1 AND user_id = users.id AND lower(username) = lower($2)`,
      [String(courseKey.withoutBranchAndVersion()), username],
    );
    this.changes.note();
  }
}
