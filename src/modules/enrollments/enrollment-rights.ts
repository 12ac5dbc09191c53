import { CourseAccess } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import type { StoredEnrollment } from './stored-enrollment.js';

/**
 * What a caller may do with one person's enrollment in one course (SPEC section 8): oneself; the course team sees it, and
 * its instructors and staff write it; global staff everything.
 */
export class EnrollmentRights {
  private constructor(
    readonly isOwn: boolean,
    private readonly access: CourseAccess,
  ) {}

  static of(principal: Principal, username: string, access: CourseAccess): EnrollmentRights {
    return new EnrollmentRights(principal.username?.toLowerCase() === username.toLowerCase(), access);
  }

  get mayRead(): boolean {
    return this.isOwn || seesEnrollments(this.access);
  }

  get mayWrite(): boolean {
    return this.isOwn || this.decides;
  }

  /** Whether the caller enrolls people: dates, invitations and open modes bind only those who enroll themselves. */
  get decides(): boolean {
    const { isGlobalStaff, role } = this.access;
    return isGlobalStaff || role === 'instructor' || role === 'staff';
  }
}

/** Whether these rights in a course show who takes it: those of the team do, a beta tester's do not. */
export function seesEnrollments(access: CourseAccess): boolean {
  return access.readsDrafts;
}

/** An enrollment and what the caller may do with it. */
export interface VisibleEnrollment {
  readonly enrollment: StoredEnrollment;
  readonly rights: EnrollmentRights;
}
