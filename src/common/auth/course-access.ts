import type { CourseKey } from '../opaque-keys/index.js';
import { type CourseRole, type Holder, permission, type PermissionName } from './permissions.js';
import type { Principal } from './principal.js';

export { COURSE_ROLES, type CourseRole } from './permissions.js';

/** What is known of one caller in one course. */
export interface CourseStanding {
  /** Whether there is such a course. */
  readonly exists: boolean;
  /** Whether it is archived: then its content is read-only, for everybody. */
  readonly isArchived: boolean;
  readonly isGlobalStaff: boolean;
  readonly role: CourseRole | null;
  readonly isEnrolled: boolean;
  /** How the course is taken (`audit`, `verified`, …); null for who is not enrolled. */
  readonly enrollmentMode: string | null;
  /** Whether the course's policies let the caller in. */
  readonly information: boolean;
  readonly content: boolean;
  /** Whether the course has said nothing of its own about its content. */
  readonly contentIsDefault: boolean;
  /** Whether single blocks of the course have policies of their own. */
  readonly hasBlockPolicies: boolean;
  /** Delegate of the course's organization, or of one above it. */
  readonly isDelegate: boolean;
  /** Course creator there. */
  readonly isCreator: boolean;
}

/** Nobody in particular, in a course that has not said anything about access. */
const STRANGER: CourseStanding = {
  exists: true,
  isArchived: false,
  isGlobalStaff: false,
  role: null,
  isEnrolled: false,
  enrollmentMode: null,
  information: true,
  content: false,
  contentIsDefault: true,
  hasBlockPolicies: false,
  isDelegate: false,
  isCreator: false,
};

/** What one caller may do in one course; decided once for each request, by the table of permissions. */
export class CourseAccess {
  /** No such course, so nothing may be done in it. */
  static readonly none = CourseAccess.of({ exists: false, information: false });
  /** Of a course that is there and open to writes. */
  static readonly globalStaff = CourseAccess.of({ isGlobalStaff: true, content: true });

  private constructor(private readonly standing: CourseStanding) {}

  /** What is not given is as for a stranger in a course without policies of its own. */
  static of(standing: Partial<CourseStanding>): CourseAccess {
    return new CourseAccess({ ...STRANGER, ...standing });
  }

  /** They may do everything, where it can be done. */
  static ofGlobalStaff(state: Pick<CourseStanding, 'exists' | 'isArchived'>): CourseAccess {
    return CourseAccess.of({ isGlobalStaff: true, content: true, ...state });
  }

  get exists(): boolean {
    return this.standing.exists;
  }

  get isGlobalStaff(): boolean {
    return this.standing.isGlobalStaff;
  }

  get role(): CourseRole | null {
    return this.standing.role;
  }

  get isEnrolled(): boolean {
    return this.standing.isEnrolled;
  }

  get enrollmentMode(): string | null {
    return this.standing.enrollmentMode;
  }

  /** Whether the course has said nothing of its own about who reads its content. */
  get contentIsDefault(): boolean {
    return this.standing.contentIsDefault;
  }

  /** Whether single blocks of the course have policies of their own. */
  get hasBlockPolicies(): boolean {
    return this.standing.hasBlockPolicies;
  }

  /** Whether the table gives the caller this permission in this course. */
  may(name: PermissionName): boolean {
    return this.isGlobalStaff || permission(name).to.some((holder) => this.holds(holder));
  }

  /**
   * Whether what takes this permission can be done in the course as it is now: what link builders ask before they offer a write
   * (SPEC R-2). Services ask {@link may}: to write to an archived course is no lack of rights (403) but a conflict (409).
   */
  offers(name: PermissionName): boolean {
    const { whileArchived = true } = permission(name);
    return this.may(name) && (whileArchived || !this.standing.isArchived);
  }

  /** The same text for the same rights: a representation whose links follow from them is another one for other rights. */
  get signature(): string {
    const { isGlobalStaff, role, isEnrolled, enrollmentMode, information, content, isDelegate, isCreator, isArchived } =
      this.standing;
    const enrolled = isEnrolled && (enrollmentMode ?? 'enrolled');
    return [
      isGlobalStaff && 'global',
      role,
      enrolled,
      information,
      content,
      isDelegate,
      isCreator,
      isArchived && 'archived',
    ]
      .map((part) => String(part || ''))
      .join('/');
  }

  /** Drafts and history: the course team, and global staff. A beta tester tests what is published. */
  get readsDrafts(): boolean {
    return this.may('courses.view_drafts');
  }

  /** Blocks of the draft. */
  get writesContent(): boolean {
    return this.may('courses.edit_content');
  }

  /** Published content, as far as the course goes; a block's own policy may narrow it. */
  get readsContent(): boolean {
    return this.may('courses.view_content');
  }

  private holds(holder: Holder): boolean {
    switch (holder) {
      case 'anyone':
        return true;
      case 'enrolled':
        return this.standing.isEnrolled;
      case 'information_policy':
        return this.standing.information;
      case 'content_policy':
        return this.standing.content;
      case 'org_delegate':
        return this.standing.isDelegate;
      case 'course_creator':
        return this.standing.isCreator;
      // Of a person or an object, not of a course.
      case 'signed_in':
      case 'oneself':
        return false;
      default:
        return this.standing.role === holder;
    }
  }
}

/**
 * Port: what `common` needs to know of roles, enrollments, policies and organizations, which a module above provides. Each
 * answer is one query at most and none for a moment after it (see {@link AccessChanges}).
 */
export abstract class CourseAccessPolicy {
  abstract accessOf(principal: Principal, courseKey: CourseKey): Promise<CourseAccess>;

  /**
   * The courses in which the caller has a role or an active enrollment, by course key without branch and version; one
   * look-up. Global staff have access everywhere and get an empty map: ask {@link Principal.isGlobalStaff} first.
   */
  abstract coursesOf(principal: Principal): Promise<ReadonlyMap<string, CourseAccess>>;

  /** Whether there was such a course and it was deleted: for global staff as well there is none then (SPEC C-7). */
  abstract isDeleted(courseKey: CourseKey): Promise<boolean>;

  /** Whether the unlock key that the caller brings opens anything in the course: it counts as a wrong guess if not. */
  abstract unlocksSomething(principal: Principal, courseKey: CourseKey): Promise<boolean>;
}
