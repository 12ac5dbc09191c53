import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CourseRole } from '../../common/auth/course-access.js';
import { type StoredTeamMember, TEAM_MEMBER_COLUMNS } from './stored-team-member.js';

/** Where somebody is, or may be, on a team. */
export interface TeamPlace {
  readonly courseKey: string;
  readonly username: string;
}

/** The rows of course teams. */
@Injectable()
export class TeamMemberStore {
  /** Until the transaction ends the course cannot be deleted. */
  async courseExists(manager: EntityManager, courseKey: string, lock: 'FOR KEY SHARE' | '' = ''): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `SELECT 1 FROM courses WHERE course_key = $1 AND deleted IS NULL ${lock}`,
      [courseKey],
    );
    return rows.length > 0;
  }

  /** @param lock whoever else changes this member waits until the transaction ends */
  async find(
    manager: EntityManager,
    { courseKey, username }: TeamPlace,
    lock: 'FOR UPDATE OF r' | '' = '',
  ): Promise<StoredTeamMember | null> {
    const rows = await manager.query<StoredTeamMember[]>(
      `SELECT ${TEAM_MEMBER_COLUMNS} FROM course_roles r JOIN users u ON u.id = r.user_id
        WHERE r.course_key = $1 AND lower(u.username) = lower($2) ${lock}`,
      [courseKey, username],
    );
    return rows[0] ?? null;
  }

  /** Null when somebody else has just done it, or there is no such account that may be used. */
  async insert(
    manager: EntityManager,
    { courseKey, username }: TeamPlace,
    role: CourseRole,
    grantedBy: string | null,
  ): Promise<StoredTeamMember | null> {
    const rows = await manager.query<StoredTeamMember[]>(
      `WITH u AS (SELECT id, username FROM users WHERE lower(username) = lower($2) AND is_active),
            r AS (INSERT INTO course_roles (course_key, user_id, role, granted_by)
                  SELECT $1, id, $3, $4 FROM u ON CONFLICT ON CONSTRAINT pk_course_roles DO NOTHING RETURNING *)
       SELECT ${TEAM_MEMBER_COLUMNS} FROM r JOIN u ON u.id = r.user_id`,
      [courseKey, username, role, grantedBy],
    );
    return rows[0] ?? null;
  }

  async update(
    manager: EntityManager,
    { courseKey, username }: TeamPlace,
    role: CourseRole,
    grantedBy: string | null,
  ): Promise<StoredTeamMember> {
    // TypeORM answers an UPDATE with [rows, count].
    const [rows] = await manager.query<[StoredTeamMember[], number]>(
      `UPDATE course_roles r SET role = $3, granted = now(), granted_by = $4 FROM users u
        WHERE r.course_key = $1 AND r.user_id = u.id AND lower(u.username) = lower($2) RETURNING ${TEAM_MEMBER_COLUMNS}`,
      [courseKey, username, role, grantedBy],
    );
    return rows[0]!;
  }

  async remove(manager: EntityManager, { courseKey, username }: TeamPlace): Promise<void> {
    await manager.query(
      `DELETE FROM course_roles r USING users u
        WHERE r.course_key = $1 AND r.user_id = u.id AND lower(u.username) = lower($2)`,
      [courseKey, username],
    );
  }
}
