import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AccessChanges } from '../../common/auth/access-changes.js';
import type { Principal } from '../../common/auth/principal.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { Preconditions } from '../../common/http/preconditions.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { courseOf, PUBLISHED, VersionConflictError, VersionReadOnlyError } from '../content/index.js';

/** A course that nobody else writes to until the transaction ends. */
export interface LockedCourse {
  readonly courseId: number;
  readonly isArchived: boolean;
  /** Version of the branch that was asked for. */
  readonly head: string | null;
}

/** Whether a course is open, archived or deleted. No version is made by it: what the course says stays as it is. */
@Injectable()
export class CourseStates {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: AccessChanges,
  ) {}

  /**
   * Deletes the course softly: from now on it is there for nobody (SPEC C-7). Nothing of it is lost.
   * @throws NotFoundError, PreconditionFailedError
   */
  async remove(key: CourseKey, by: Principal, preconditions: Preconditions): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { courseId, head } = await this.lock(manager, key);
      preconditions.check(head);
      await manager.query('UPDATE courses SET deleted = now(), deleted_by = $2 WHERE id = $1', [courseId, by.username]);
    });
    this.changes.note();
  }

  /** As part of a transaction, in which the course is locked. */
  async archive(manager: EntityManager, { courseId, isArchived }: LockedCourse, archived: boolean): Promise<void> {
    if (isArchived === archived) return;
    await manager.query(`UPDATE courses SET archived = ${archived ? 'now()' : 'NULL'} WHERE id = $1`, [courseId]);
    noteForAudit({ details: { is_archived: archived } });
  }

  /**
   * Locks all of the course's branches, and then the course: whoever writes content has locked a branch, and looks after that
   * whether the course may be written to.
   * @throws NotFoundError, VersionReadOnlyError, VersionConflictError
   */
  async lock(manager: EntityManager, key: CourseKey): Promise<LockedCourse> {
    if (key.version !== null && key.branch === null) throw new VersionReadOnlyError(key);
    await manager.query(
      `SELECT FROM courses c JOIN branches b ON b.course_id = c.id WHERE c.course_key = $1 ORDER BY b.name FOR UPDATE OF b`,
      [courseOf(key)],
    );
    const [course] = await manager.query<{ id: number; archived: Date | null; head: string | null }[]>(
      `SELECT c.id, c.archived, (SELECT b.head FROM branches b WHERE b.course_id = c.id AND b.name = $2) AS head
         FROM courses c WHERE c.course_key = $1 AND c.deleted IS NULL FOR NO KEY UPDATE OF c`,
      [courseOf(key), key.branch ?? PUBLISHED],
    );
    if (!course || (key.branch !== null && course.head === null)) throw new NotFoundError(`course "${key}"`);
    if (key.version !== null && key.version !== course.head)
      throw new VersionConflictError(key.branch!, key.version, course.head!, key);
    return { courseId: course.id, isArchived: course.archived !== null, head: course.head };
  }
}
