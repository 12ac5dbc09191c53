import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { CourseAccessPolicy } from '../../../common/auth/course-access.js';
import type { Principal } from '../../../common/auth/principal.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { Preconditions } from '../../../common/http/preconditions.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { CourseEntity } from '../../content/index.js';

/** Who may come into a course, and how many seats there are. */
export interface CourseEnrollment {
  readonly course: Pick<CourseEntity, 'courseKey' | 'invitationOnly' | 'enrollmentStart' | 'enrollmentEnd'>;
  /** Null: no limit. */
  readonly seats: number | null;
  readonly taken: number;
  /** 0 for a course that has never had a limit. */
  readonly revision: number;
  readonly mayManage: boolean;
  readonly isSignedIn: boolean;
}

type Row = CourseEnrollment['course'] & Pick<CourseEnrollment, 'seats' | 'taken' | 'revision'>;

/** The seats of courses (SPEC E-2). Who may read and write them is decided by the guard, for the course in the path. */
@Injectable()
export class CourseEnrollments {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** @throws NotFoundError */
  async get(principal: Principal, key: CourseKey): Promise<CourseEnrollment> {
    return this.read(this.dataSource.manager, principal, key);
  }

  /** @param seats undefined: as before. @throws NotFoundError, PreconditionFailedError */
  async change(
    principal: Principal,
    key: CourseKey,
    seats: number | null | undefined,
    preconditions: Preconditions,
  ): Promise<CourseEnrollment> {
    const courseKey = key.withoutBranchAndVersion().toString();
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM enrollment_limits WHERE course_key = $1 FOR NO KEY UPDATE', [courseKey]);
      const current = await this.read(manager, principal, key);
      preconditions.check(String(current.revision));
      if (seats === undefined) return current;
      await manager.query(
        `INSERT INTO enrollment_limits AS l (course_key, seats) VALUES ($1, $2)
         ON CONFLICT ON CONSTRAINT pk_enrollment_limits DO UPDATE SET seats = excluded.seats`,
        [courseKey, seats],
      );
      return this.read(manager, principal, key);
    });
  }

  private async read(manager: EntityManager, principal: Principal, key: CourseKey): Promise<CourseEnrollment> {
    // The guard has asked before, so that this needs no query of its own.
    const access = await this.policy.accessOf(principal, key);
    const [row] = await manager.query<Row[]>(
      `SELECT c.course_key AS "courseKey", c.invitation_only AS "invitationOnly", c.enrollment_start AS "enrollmentStart",
              c.enrollment_end AS "enrollmentEnd", l.seats, coalesce(l.revision, 0) AS revision,
              CASE WHEN l.seats IS NULL THEN 0 ELSE
                (SELECT count(*)::int FROM enrollments e WHERE e.course_key = c.course_key AND e.is_active) END AS taken
         FROM courses c LEFT JOIN enrollment_limits l ON l.course_key = c.course_key WHERE c.course_key = $1 AND c.deleted IS NULL`,
      [key.withoutBranchAndVersion().toString()],
    );
    if (!row) throw new NotFoundError(`course "${key}"`);
    const { seats, taken, revision, ...course } = row;
    const mayManage = access.may('enrollments.manage_enrollments');
    return { course, seats, taken, revision, mayManage, isSignedIn: !principal.isAnonymous };
  }
}
