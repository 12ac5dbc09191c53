import type { CourseKey } from '../opaque-keys/index.js';
import type { Principal } from './principal.js';

/** Course roles, strongest first (SPEC section 8). */
export const COURSE_ROLES = ['instructor', 'staff', 'editor', 'auditor', 'beta_tester'] as const;
export type CourseRole = (typeof COURSE_ROLES)[number];

/** What one caller may do in one course; decided once for each request. */
export class CourseAccess {
  constructor(
    readonly isGlobalStaff: boolean,
    readonly role: CourseRole | null,
    readonly isEnrolled: boolean,
  ) {}

  static readonly none = new CourseAccess(false, null, false);

  /** The same text for the same rights: a representation whose links follow from them is another one for other rights. */
  get signature(): string {
    return `${this.isGlobalStaff ? 'global' : ''}/${this.role ?? ''}/${this.isEnrolled ? 'enrolled' : ''}`;
  }

  /** Drafts and history: the course team, and global staff. A beta tester tests what is published. */
  get readsDrafts(): boolean {
    return this.isGlobalStaff || (this.role !== null && this.role !== 'beta_tester');
  }

  /** Blocks of the draft: instructor, staff and editor (SPEC section 8). */
  get writesContent(): boolean {
    return this.isGlobalStaff || this.role === 'instructor' || this.role === 'staff' || this.role === 'editor';
  }

  /** Published content: whoever is enrolled or has a role. */
  get readsContent(): boolean {
    return this.isGlobalStaff || this.role !== null || this.isEnrolled;
  }
}

/**
 * Port: what `common` needs to know of roles and enrollments, which a module above provides.
 * One look-up for one course; asked at most once in a request.
 */
export abstract class CourseAccessPolicy {
  abstract accessOf(principal: Principal, courseKey: CourseKey): Promise<CourseAccess>;

  /**
   * The courses in which the caller has a role or an active enrollment, by course key without branch and version; one
   * look-up. Global staff have access everywhere and get an empty map: ask {@link Principal.isGlobalStaff} first.
   */
  abstract coursesOf(principal: Principal): Promise<ReadonlyMap<string, CourseAccess>>;
}
