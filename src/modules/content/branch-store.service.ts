import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { violates } from '../../common/database/database-errors.js';
import { AppError, NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { recordMove } from './branch-moves.js';
import { ArchivedCourseError } from './content.errors.js';
import { courseOf } from './content-versions.service.js';
import { CourseStore } from './course-store.service.js';
import { DRAFT, PUBLISHED } from './course-version.js';

/** A branch with its head. */
export interface StoredBranch {
  readonly courseKey: string;
  readonly name: string;
  /** Guid. */
  readonly head: string;
  /** When and by whom the head was made. */
  readonly created: Date;
  readonly createdBy: string | null;
  readonly message: string | null;
  /** When and by whom it came to point there; of a head that was made on it, the same. */
  readonly movedAt: Date;
  readonly movedBy: string | null;
}

/** Of `branches b`, joined with {@link STORED_BRANCH_JOINS}. */
export const STORED_BRANCH_COLUMNS = `bc.course_key AS "courseKey", b.name, b.head, bv.created, bv.created_by AS "createdBy", bv.message,
  coalesce(bm.at, bv.created) AS "movedAt", CASE WHEN bm.at IS NULL THEN bv.created_by ELSE bm.moved_by END AS "movedBy"`;

export const STORED_BRANCH_JOINS = `JOIN courses bc ON bc.id = b.course_id
  JOIN versions bv ON bv.course_id = b.course_id AND bv.guid = b.head
  LEFT JOIN LATERAL (SELECT m.at, m.moved_by FROM branch_moves m
                      WHERE m.course_id = b.course_id AND m.branch = b.name AND m.head = b.head AND m.at >= bv.created
                      ORDER BY m.at DESC LIMIT 1) bm ON true`;

/** Whose branch, and who writes. */
export interface BranchWrite {
  /** The course; a branch or version in it does not count. */
  readonly course: CourseKey;
  readonly name: string;
  /** Username. */
  readonly by: string | null;
  /** Looks at the branch under its lock and throws where it is not what the caller expects; null: there is none. */
  readonly check?: (head: string | null) => void;
}

/** 409. */
class BranchTakenError extends AppError {
  constructor({ course, name }: BranchWrite) {
    super(
      'conflict',
      `The course ${course.withoutBranchAndVersion()} has a branch "${name}" already. Choose another name, or move that one.`,
    );
  }
}

/** 409. */
class BranchStaysError extends AppError {
  constructor({ course, name }: BranchWrite) {
    super(
      'conflict',
      `The branch "${name}" of ${course.withoutBranchAndVersion()} stays: every course has a draft and a published branch. Move it, or delete the course.`,
    );
  }
}

/** Branches as pointers to versions (SPEC C-1): to make, move and delete one copies nothing and makes no version. */
@Injectable()
export class BranchStore {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly courses: CourseStore,
  ) {}

  /** Null when there is none. */
  async find(
    course: CourseKey,
    name: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<StoredBranch | null> {
    const rows = await manager.query<StoredBranch[]>(
      `SELECT ${STORED_BRANCH_COLUMNS} FROM branches b ${STORED_BRANCH_JOINS}
        WHERE bc.course_key = $1 AND bc.deleted IS NULL AND b.name = $2`,
      [courseOf(course), name],
    );
    return rows[0] ?? null;
  }

  /** @param head guid of a version of this very course, which the caller has seen. @throws ConflictError, ArchivedCourseError */
  async create(manager: EntityManager, write: BranchWrite, head: string): Promise<void> {
    const courseId = await this.courseIdOf(manager, write.course);
    // Nothing else of it is locked: whoever archives it or leaves a line meanwhile has to wait.
    await manager.query('SELECT FROM courses WHERE id = $1 FOR NO KEY UPDATE', [courseId]);
    await this.checkOpen(manager, courseId, write);
    write.check?.(null);
    try {
      await manager.query('INSERT INTO branches (course_id, name, head) VALUES ($1, $2, $3)', [
        courseId,
        write.name,
        head,
      ]);
    } catch (error) {
      if (violates(error, 'pk_branches')) throw new BranchTakenError(write);
      throw error;
    }
    await recordMove(manager, { courseId, branch: write.name, head, by: write.by });
    await this.refreshInformation(manager, courseId, write);
  }

  /**
   * Points the branch at another version; at the one that it is at, or at null: it is only looked at under its lock.
   * @returns whether there is such a branch
   * @throws ArchivedCourseError, and what the check throws
   */
  async move(manager: EntityManager, write: BranchWrite, head: string | null): Promise<boolean> {
    const courseId = await this.courseIdOf(manager, write.course);
    const current = await this.lock(manager, courseId, write.name);
    if (current === null) return false;
    await this.checkOpen(manager, courseId, write);
    write.check?.(current);
    if (head === null || current === head) return true;
    await manager.query('UPDATE branches SET head = $3 WHERE course_id = $1 AND name = $2', [
      courseId,
      write.name,
      head,
    ]);
    await recordMove(manager, { courseId, branch: write.name, head, by: write.by });
    await this.refreshInformation(manager, courseId, write);
    return true;
  }

  /** Its versions stay. @throws NotFoundError, ConflictError for draft and published, ArchivedCourseError, and what the check throws */
  async remove(manager: EntityManager, write: BranchWrite): Promise<void> {
    const { course, name } = write;
    const courseId = await this.courseIdOf(manager, course);
    const current = await this.lock(manager, courseId, name);
    if (current === null) throw new NotFoundError(`branch "${name}" of ${course.withoutBranchAndVersion()}`);
    await this.checkOpen(manager, courseId, write);
    write.check?.(current);
    if (name === DRAFT || name === PUBLISHED) throw new BranchStaysError(write);
    await manager.query('DELETE FROM branches WHERE course_id = $1 AND name = $2', [courseId, name]);
    await recordMove(manager, { courseId, branch: name, head: null, by: write.by });
  }

  /** Locked first, its head read in a second statement (README, 4). */
  private async lock(manager: EntityManager, courseId: number, name: string): Promise<string | null> {
    await manager.query('SELECT FROM branches WHERE course_id = $1 AND name = $2 FOR UPDATE', [courseId, name]);
    const rows = await manager.query<{ head: string }[]>(
      'SELECT head FROM branches WHERE course_id = $1 AND name = $2',
      [courseId, name],
    );
    return rows[0]?.head ?? null;
  }

  private async courseIdOf(manager: EntityManager, course: CourseKey): Promise<number> {
    const rows = await manager.query<{ id: number }[]>('SELECT id FROM courses WHERE course_key = $1', [
      courseOf(course),
    ]);
    if (!rows[0]) throw new NotFoundError(`course "${course}"`);
    return rows[0].id;
  }

  /** After the lock: whoever archives or deletes a course takes its branches first. */
  private async checkOpen(manager: EntityManager, courseId: number, { course }: BranchWrite): Promise<void> {
    const [row] = await manager.query<{ archived: Date | null; deleted: Date | null }[]>(
      'SELECT archived, deleted FROM courses WHERE id = $1',
      [courseId],
    );
    if (!row || row.deleted) throw new NotFoundError(`course "${course}"`);
    if (row.archived) throw new ArchivedCourseError(course);
  }

  /** Information is that of the published root, and of the only other branch while nothing is published (README, 6). */
  private async refreshInformation(manager: EntityManager, courseId: number, { name, by }: BranchWrite): Promise<void> {
    if (name === PUBLISHED || name === DRAFT) await this.courses.refreshInformation(manager, courseId, by);
  }
}
