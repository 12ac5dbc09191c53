import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CourseAccessPolicy } from '../../../common/auth/course-access.js';
import type { Principal } from '../../../common/auth/principal.js';
import { inTransaction } from '../../../common/database/unit-of-work.js';
import { AppError, InvalidInputError, NotFoundError } from '../../../common/errors/app-error.js';
import { Preconditions } from '../../../common/http/preconditions.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { isOfNoDeletedCourse } from '../../access/index.js';
import { EnrollmentRights, seesEnrollments, type VisibleEnrollment } from '../enrollment-rights.js';
import { EnrollmentStore } from '../enrollment-store.js';
import { EnrollmentWrites } from '../enrollment-writes.service.js';
import { AlreadyEnrolledError, UnknownUserError } from '../enrollments.errors.js';
import { ENROLLMENT_COLUMNS, type EnrollmentPlace, type StoredEnrollment } from '../stored-enrollment.js';
import { NoSuchUserError } from './open-edx.errors.js';

/** What a client of Open edX asks for. */
export interface EdxEnrollmentRequest {
  readonly courseKey: string;
  /** Null for the caller. */
  readonly username: string | null;
  readonly email: string | null;
  readonly mode: string | undefined;
  readonly isActive: boolean | undefined;
}

/** Enrollments by the rules of Open edX's own API (endpoints A.4), on top of ours. */
@Injectable()
export class EdxEnrollments {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: EnrollmentStore,
    private readonly writes: EnrollmentWrites,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /** The active ones; of somebody else those in courses whose enrollments the caller may see. */
  async list(principal: Principal, user: string | undefined): Promise<StoredEnrollment[]> {
    const username = user || principal.username!;
    const rows = await this.dataSource.query<StoredEnrollment[]>(
      `SELECT ${ENROLLMENT_COLUMNS} FROM enrollments e JOIN users u ON u.id = e.user_id
        WHERE lower(u.username) = lower($1) AND e.is_active AND ${isOfNoDeletedCourse('e.course_key')} ORDER BY e.created, e.uuid`,
      [username],
    );
    if (principal.isGlobalStaff || isCaller(principal, username)) return rows;
    const courses = principal.client?.ownOnly ? new Map<string, never>() : await this.policy.coursesOf(principal);
    return rows.filter(({ courseKey }) => {
      const access = courses.get(courseKey);
      return access !== undefined && seesEnrollments(access);
    });
  }

  /** Null when there is none. @throws NotFoundError when the caller may not look */
  async find(principal: Principal, place: EnrollmentPlace): Promise<StoredEnrollment | null> {
    const rights = await this.rights(principal, place);
    if (!rights.mayRead) throw new NotFoundError(`enrollment "${place.username},${place.courseKey}"`);
    return this.store.find(place);
  }

  /**
   * Enrolls; whoever is in the course already stays as they are, unless the caller enrolls people and asks for another
   * mode. `isActive: false` leaves.
   * @throws NotFoundError for others' enrollments, NoSuchUserError, and what {@link EnrollmentWrites} throws
   */
  async enroll(principal: Principal, request: EdxEnrollmentRequest): Promise<StoredEnrollment> {
    const { mode, isActive } = request;
    const place = { courseKey: request.courseKey, username: await this.whom(principal, request) };
    const rights = await this.rights(principal, place);
    if (!rights.mayWrite) throw new NotFoundError(`enrollment "${place.username},${place.courseKey}"`);
    const current = await this.store.find(place);
    if (current && (current.isActive || isActive === false)) {
      const asked = { mode: rights.decides ? mode : undefined, isActive };
      return this.change(principal, current, asked, mode);
    }
    try {
      return (await this.create(principal, place, mode, isActive ?? true)).enrollment;
    } catch (error) {
      if (error instanceof UnknownUserError) throw new NoSuchUserError(place.username);
      // The same request came twice at once: both get what the first has made.
      const made = error instanceof AlreadyEnrolledError ? await this.store.find(place) : null;
      if (made) return made;
      throw error;
    }
  }

  private async change(
    principal: Principal,
    current: StoredEnrollment,
    asked: { readonly mode: string | undefined; readonly isActive: boolean | undefined },
    mode: string | undefined,
  ): Promise<StoredEnrollment> {
    const leaves = asked.isActive === false && current.isActive;
    // As Open edX: who means another enrollment than there is must not end this one.
    if (leaves && mode !== undefined && mode !== current.mode)
      throw new InvalidInputError({
        mode: [
          `mode is ${mode}, but the enrollment that is to end has ${current.mode}. Leave mode out, or send that one.`,
        ],
      });
    const isSame =
      (asked.mode ?? current.mode) === current.mode && (asked.isActive ?? current.isActive) === current.isActive;
    if (isSame) return current;
    const address = { text: current.uuid, by: { uuid: current.uuid } };
    return (await this.writes.change(principal, address, asked, Preconditions.none)).enrollment;
  }

  private create(
    principal: Principal,
    place: EnrollmentPlace,
    mode: string | undefined,
    isActive: boolean,
  ): Promise<VisibleEnrollment> {
    return this.writes.create(principal, place, { mode, isActive }, inTransaction<VisibleEnrollment>(this.dataSource));
  }

  /** By e-mail address for global staff alone: to others it would tell whose the address is. */
  private async whom(principal: Principal, { username, email }: EdxEnrollmentRequest): Promise<string> {
    if (username !== null || email === null) return username ?? principal.username!;
    if (!principal.isGlobalStaff)
      throw new AppError('permission_denied', 'Only global staff may name people by their e-mail address. Send user.');
    const [row] = await this.dataSource.query<{ username: string }[]>(
      'SELECT username FROM users WHERE lower(email) = lower($1) AND email_verified',
      [email],
    );
    if (!row) throw new NoSuchUserError(email);
    return row.username;
  }

  private async rights(principal: Principal, { username, courseKey }: EnrollmentPlace): Promise<EnrollmentRights> {
    const access = await this.policy.accessOf(principal, CourseKey.parse(courseKey));
    return EnrollmentRights.of(principal, username, access);
  }
}

function isCaller(principal: Principal, username: string): boolean {
  return principal.username?.toLowerCase() === username.toLowerCase();
}
