import { CourseAccess } from '../../common/auth/course-access.js';
import { isGivenTo, type PermissionName } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';
import type { StoredEnrollment } from './stored-enrollment.js';

/**
 * What a caller may do with one person's enrollment in one course (SPEC section 8): oneself; the course team sees it, and
 * its instructors and staff write it; global staff everything.
 */
export class EnrollmentRights {
  private constructor(
    readonly isOwn: boolean,
    /** Whether the course exists for the caller (SPEC R-7). */
    readonly knowsCourse: boolean,
    private readonly access: CourseAccess,
  ) {}

  static of(principal: Principal, username: string, access: CourseAccess): EnrollmentRights {
    const isOwn = principal.username?.toLowerCase() === username.toLowerCase();
    // An application that may ask only for its user's own things does not act for the course team (operations.md A4.8).
    const acting = principal.client?.ownOnly ? CourseAccess.none : access;
    return new EnrollmentRights(isOwn, access.may('courses.view_course'), acting);
  }

  get mayRead(): boolean {
    return this.holds('enrollments.view_enrollment');
  }

  get mayWrite(): boolean {
    return this.holds('enrollments.manage_own_enrollment');
  }

  /** Whether the caller enrolls people: dates, invitations and open modes bind only those who enroll themselves. */
  get decides(): boolean {
    return this.access.may('enrollments.manage_enrollments');
  }

  private holds(name: PermissionName): boolean {
    return (this.isOwn && isGivenTo(name, 'oneself')) || this.access.may(name);
  }
}

/** Whether these rights in a course show who takes it: those of the team do, a beta tester's do not. */
export function seesEnrollments(access: CourseAccess): boolean {
  return access.may('enrollments.view_enrollments');
}

/** An enrollment and what the caller may do with it. */
export interface VisibleEnrollment {
  readonly enrollment: StoredEnrollment;
  readonly rights: EnrollmentRights;
}
