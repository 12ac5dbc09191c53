import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { noteForAudit } from '../../../common/audit/audit-trail.js';
import { AccessChanges } from '../../../common/auth/access-changes.js';
import type { Principal } from '../../../common/auth/principal.js';
import { AccountNotFoundError } from '../../../common/errors/app-error.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { isOfNoDeletedCourse } from '../../access/index.js';
import { noted, valuesOf } from '../enrollment-store.js';

/** Open edX has this one in the plural. */
const EDX_NAMES: Readonly<Record<string, string>> = { beta_tester: 'beta_testers' };

/** What one is in courses, as Open edX has it. */
export interface EdxRoles {
  readonly roles: { readonly org: string; readonly course_id: string; readonly role: string }[];
  /** Global staff. */
  readonly is_staff: boolean;
}

/** What Open edX's enrollment API says of one person in all courses. */
@Injectable()
export class EdxPeople {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
  ) {}

  /** The caller's own course roles. */
  async roles({ userId, isGlobalStaff }: Principal, course: string | undefined): Promise<EdxRoles> {
    const key = course === undefined ? null : CourseKey.parse(course).withoutBranchAndVersion().toString();
    const rows = await this.dataSource.query<{ courseKey: string; role: string }[]>(
      `SELECT course_key AS "courseKey", role FROM course_roles
        WHERE user_id = $1 AND ($2::text IS NULL OR course_key = $2)
          AND ${isOfNoDeletedCourse('course_roles.course_key')} ORDER BY course_key`,
      [userId, key],
    );
    const roles = rows.map(({ courseKey, role }) => ({
      org: CourseKey.parse(courseKey).org!,
      course_id: courseKey,
      role: EDX_NAMES[role] ?? role,
    }));
    return { roles, is_staff: isGlobalStaff };
  }

  /** The person leaves every course. @returns the organizations of these courses. @throws AccountNotFoundError */
  async leaveAll({ userId }: Principal, username: string): Promise<string[]> {
    const left = await this.dataSource.transaction(async (manager) => {
      const users = await manager.query<{ id: number }[]>('SELECT id FROM users WHERE lower(username) = lower($1)', [
        username,
      ]);
      if (!users[0]) throw new AccountNotFoundError(username);
      const [rows] = await manager.query<[{ course_key: string }[], number]>(
        `UPDATE enrollments e SET is_active = false FROM ${noted(2)} WHERE e.user_id = $1 AND e.is_active RETURNING e.course_key`,
        [users[0].id, ...valuesOf({ by: userId, reason: null })],
      );
      noteForAudit({ onBehalfOf: username, details: { courses: rows.length } });
      return rows;
    });
    this.changes.note();
    return [...new Set(left.map(({ course_key }) => CourseKey.parse(course_key).org!))].sort();
  }
}
