import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { AccountNotFoundError } from '../../common/errors/app-error.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { Sql, sql } from '../../common/pagination/sql.js';
import type { ListEnrollmentsQuery } from './dto/list-enrollments.query.js';
import type { EnrollmentAddress } from './enrollment-address.js';
import { EnrollmentRights, seesEnrollments, type VisibleEnrollment } from './enrollment-rights.js';
import { EnrollmentStore } from './enrollment-store.js';
import { enrollmentCollection, ofAccount } from './enrollments.collection.js';
import { EnrollmentNotFoundError } from './enrollments.errors.js';

/** Who takes a course, as callers may see it. Writers over HTTP go through {@link EnrollmentWrites}. */
@Injectable()
export class EnrollmentsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: EnrollmentStore,
    private readonly policy: CourseAccessPolicy,
    private readonly changes: AccessChanges,
  ) {}

  /** One's own, those of the courses on whose team one is, and everybody's for global staff: one decision for all rows. */
  async page(principal: Principal, query: ListEnrollmentsQuery): Promise<Page<VisibleEnrollment>> {
    // An application that may ask only for its user's own things sees what that user takes (operations.md A4.8).
    const courses = principal.client?.ownOnly ? NONE : await this.policy.coursesOf(principal);
    const asked = { ...query, user: query.user?.map((name) => usernameOf(name, principal)) };
    const { visible, parts } = visibleTo(principal, courses, query.course ?? null);
    const page = await enrollmentCollection.page(this.dataSource.manager, asked, visible, parts);
    const accessTo = (key: string) =>
      principal.isGlobalStaff ? CourseAccess.globalStaff : (courses.get(key) ?? CourseAccess.none);
    return page.map((enrollment) => ({
      enrollment,
      rights: EnrollmentRights.of(principal, enrollment.username, accessTo(enrollment.courseKey)),
    }));
  }

  /** @throws EnrollmentNotFoundError, the same for what is absent and for what the caller may not know of (SPEC R-7) */
  async get(principal: Principal, { text, by }: EnrollmentAddress): Promise<VisibleEnrollment> {
    const place = 'uuid' in by ? by : { ...by, username: usernameOf(by.username, principal) };
    const enrollment = await this.store.find(place);
    if (!enrollment) throw new EnrollmentNotFoundError(text);
    const access = await this.policy.accessOf(principal, CourseKey.parse(enrollment.courseKey));
    const rights = EnrollmentRights.of(principal, enrollment.username, access);
    if (!rights.mayRead) throw new EnrollmentNotFoundError(text);
    return { enrollment, rights };
  }

  /**
   * The person takes the course in this mode (`audit`, `honor`, `verified`, …) from now on. Whoever has been there
   * before keeps the enrollment, with its UUID and its date (SPEC E-2).
   * @throws NotFoundError for an unknown username
   */
  async enroll(username: string, courseKey: CourseKey, mode = 'audit'): Promise<void> {
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO enrollments (course_key, user_id, uuid, mode)
       SELECT $1, id, $3, $4 FROM users WHERE lower(username) = lower($2)
       ON CONFLICT ON CONSTRAINT pk_enrollments DO UPDATE SET mode = excluded.mode, is_active = true, deleted = NULL
       RETURNING user_id`,
      [String(courseKey.withoutBranchAndVersion()), username, uuidV7(), mode],
    );
    if (rows.length === 0) throw new AccountNotFoundError(username);
    this.changes.note();
  }
}

const NONE: ReadonlyMap<string, CourseAccess> = new Map();

/** Which enrollments a caller may see; and the same as conditions of which no row meets two. */
interface Visible {
  readonly visible: Sql;
  readonly parts: readonly Sql[];
}

/**
 * Of one course it is decided here and not row by row: what is
 * left then is what ix_enrollments_course_created has in the order of the list.
 * @param asked the one course that the list is of; null for all
 */
function visibleTo(principal: Principal, courses: ReadonlyMap<string, CourseAccess>, asked: string | null): Visible {
  const present = isPresent(asked);
  if (principal.isGlobalStaff && !principal.client?.ownOnly) return only(present);
  const own = ofAccount(principal.username ?? '');
  const team = [...courses].filter(([, access]) => seesEnrollments(access)).map(([key]) => key);
  if (asked !== null && team.includes(asked)) return only(present);
  if (asked !== null || team.length === 0) return only(Sql.all([present, own]));
  const ofTeam = sql`e.course_key = ANY (${team}::text[])`;
  return {
    visible: Sql.all([present, Sql.any([own, ofTeam])]),
    parts: [Sql.all([present, ofTeam]), Sql.all([present, own, sql`NOT ${ofTeam}`])],
  };
}

const only = (visible: Sql): Visible => ({ visible, parts: [visible] });

/** Neither the enrollment nor its course is deleted. Few courses are: they are looked up once for all rows. */
function isPresent(asked: string | null): Sql {
  const gone =
    asked === null
      ? sql`e.course_key IN (SELECT gone.course_key FROM courses gone WHERE gone.deleted IS NOT NULL)`
      : sql`EXISTS (SELECT FROM courses gone WHERE gone.course_key = ${asked} AND gone.deleted IS NOT NULL)`;
  return sql`e.deleted IS NULL AND NOT ${gone}`;
}
