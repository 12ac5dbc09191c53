import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { isOfNoDeletedCourse } from '../access/index.js';
import { INVITES } from './course-door.js';
import {
  type ChangeNote,
  ENROLLMENT_COLUMNS,
  type EnrollmentPlace,
  type EnrollmentState,
  type StoredEnrollment,
} from './stored-enrollment.js';

/** An enrollment that is locked until the transaction ends; it may be one that was deleted. */
export interface LockedEnrollment extends StoredEnrollment {
  readonly isDeleted: boolean;
}

/** The rows of enrollments. A deleted one is a row that waits for whoever comes back (SPEC E-2). */
@Injectable()
export class EnrollmentStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The enrollment of this UUID, or in this place; null when there is none or it was deleted. */
  async find(by: { readonly uuid: string } | EnrollmentPlace): Promise<StoredEnrollment | null> {
    const [condition, values] =
      'uuid' in by
        ? ['e.uuid = $1', [by.uuid]]
        : ['lower(u.username) = lower($1) AND e.course_key = $2', [by.username, by.courseKey]];
    const rows = await this.dataSource.query<StoredEnrollment[]>(
      `SELECT ${ENROLLMENT_COLUMNS} FROM enrollments e JOIN users u ON u.id = e.user_id
        WHERE ${condition} AND e.deleted IS NULL AND ${isOfNoDeletedCourse('e.course_key')}`,
      values,
    );
    return rows[0] ?? null;
  }

  /** Whoever else writes this enrollment waits until the transaction ends. */
  async lock(manager: EntityManager, { username, courseKey }: EnrollmentPlace): Promise<LockedEnrollment | null> {
    const rows = await manager.query<LockedEnrollment[]>(
      `SELECT ${ENROLLMENT_COLUMNS}, e.deleted IS NOT NULL AS "isDeleted"
         FROM enrollments e JOIN users u ON u.id = e.user_id
        WHERE lower(u.username) = lower($1) AND e.course_key = $2 FOR NO KEY UPDATE OF e`,
      [username, courseKey],
    );
    return rows[0] ?? null;
  }

  /**
   * Null when somebody else has just made it, or there is no such account that may be used. Who made it first has ended
   * their transaction then: {@link lock} finds it.
   */
  async insert(
    manager: EntityManager,
    { username, courseKey }: EnrollmentPlace,
    { mode, isActive }: EnrollmentState,
    note: ChangeNote,
  ): Promise<StoredEnrollment | null> {
    const rows = await manager.query<StoredEnrollment[]>(
      `WITH u AS (SELECT id, username FROM users WHERE lower(username) = lower($2) AND is_active),
            e AS (INSERT INTO enrollments (course_key, user_id, uuid, mode, is_active)
                  SELECT $1, id, $3, $4, $5 FROM u, ${noted(6)}
                  ON CONFLICT ON CONSTRAINT pk_enrollments DO NOTHING RETURNING *)
       SELECT ${ENROLLMENT_COLUMNS} FROM e JOIN u ON u.id = e.user_id`,
      [courseKey, username, uuidV7(), mode, isActive, ...valuesOf(note)],
    );
    return rows[0] ?? null;
  }

  /** What was deleted is there again, with its UUID and date. */
  async update(
    manager: EntityManager,
    { courseKey, uuid }: StoredEnrollment,
    { mode, isActive }: EnrollmentState,
    note: ChangeNote,
  ): Promise<StoredEnrollment> {
    // TypeORM answers an UPDATE with [rows, count].
    const [rows] = await manager.query<[StoredEnrollment[], number]>(
      `UPDATE enrollments e SET mode = $3, is_active = $4, deleted = NULL FROM users u, ${noted(5)}
        WHERE e.course_key = $1 AND e.uuid = $2 AND u.id = e.user_id RETURNING ${ENROLLMENT_COLUMNS}`,
      [courseKey, uuid, mode, isActive, ...valuesOf(note)],
    );
    return rows[0]!;
  }

  async remove(manager: EntityManager, { courseKey, uuid }: StoredEnrollment, note: ChangeNote): Promise<void> {
    await manager.query(
      `UPDATE enrollments SET is_active = false, deleted = now() FROM ${noted(3)} WHERE course_key = $1 AND uuid = $2`,
      [courseKey, uuid, ...valuesOf(note)],
    );
  }

  async accountExists(manager: EntityManager, username: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>('SELECT 1 FROM users WHERE lower(username) = lower($1) AND is_active', [
      username,
    ]);
    return rows.length > 0;
  }

  /** How many take the course now, and how many of them in this mode (ix_enrollments_seats). */
  async seatsTaken(
    manager: EntityManager,
    courseKey: string,
    mode: string,
  ): Promise<{ readonly inCourse: number; readonly inMode: number }> {
    const [taken] = await manager.query<[{ inCourse: number; inMode: number }]>(
      `SELECT count(*)::int AS "inCourse", (count(*) FILTER (WHERE mode = $2))::int AS "inMode"
         FROM enrollments WHERE course_key = $1 AND is_active`,
      [courseKey, mode],
    );
    return taken;
  }

  /** The person is in now: what let them in lets nobody in again. */
  async useInvitations(manager: EntityManager, { username, courseKey }: EnrollmentPlace): Promise<void> {
    await manager.query(
      `DELETE FROM enrollment_invitations i USING users u
        WHERE i.course_key = $1 AND lower(u.username) = lower($2) AND ${INVITES}`,
      [courseKey, username],
    );
  }
}

/**
 * Tells the trigger that keeps the history who makes the change and why: settings that end with the transaction. To stand
 * in the FROM of the statement that changes enrollments; its values are {@link valuesOf} the note.
 */
export const noted = (first: number): string =>
  `set_config('courseware.changed_by', $${first}, true) AS changed_by, set_config('courseware.change_reason', $${first + 1}, true) AS change_reason`;

/** A setting is a text; the trigger reads an empty one as none. */
export const valuesOf = ({ by, reason }: ChangeNote): [string, string] => [by === null ? '' : String(by), reason ?? ''];
