import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import { Principal } from '../../common/auth/principal.js';
import { AccountNotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import {
  AllBlocksDeniedError,
  AnonymousViewDeniedError,
  BlocksNeedEnrollmentError,
  OtherViewDeniedError,
} from './course-api.errors.js';
import { BlockVisibility } from '../access/index.js';
import type { CourseVersion } from '../content/index.js';
import type { CourseSnapshot } from './course-snapshot.js';
import type { View } from './visible-blocks.js';

/** Whose view of a course is asked for, and by whom. */
export interface ViewRequest {
  readonly principal: Principal;
  readonly access: CourseAccess;
  readonly courseKey: CourseKey;
  readonly version: CourseVersion;
  readonly snapshot: CourseSnapshot;
  readonly allBlocks: boolean;
  /** Empty: the anonymous view. */
  readonly username: string;
}

interface PersonRow {
  readonly id: number;
  readonly username: string;
  readonly is_staff: boolean;
  readonly is_superuser: boolean;
  readonly email_domain: string | null;
}

const EVERYTHING: View = { seesEverything: true, isBetaTester: false, enrollmentMode: null, closed: new Set() };

/** Decides whose view of the blocks a request gets (endpoints A.2), with edX's rules and in their order. */
@Injectable()
export class Views {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly policy: CourseAccessPolicy,
    private readonly visibility: BlockVisibility,
  ) {}

  /**
   * At most two statements.
   * @throws AllBlocksDeniedError, AnonymousViewDeniedError, BlocksNeedEnrollmentError, OtherViewDeniedError,
   *   NotFoundError for a user who does not exist, when the caller may know
   */
  async of(request: ViewRequest): Promise<View> {
    const { principal, access, courseKey, allBlocks, username } = request;
    if (allBlocks) {
      if (!access.readsDrafts) throw new AllBlocksDeniedError(courseKey);
      return EVERYTHING;
    }
    if (username === '') return this.ofAnybody(request);
    if (username.toLowerCase() !== principal.username?.toLowerCase()) return this.ofAnother(request);
    if (!access.readsContent && !isPublic(request.snapshot, access)) throw new BlocksNeedEnrollmentError(courseKey);
    return this.viewOf(principal, access, request);
  }

  /** What is open to everybody, whoever asks; an unlock key counts as it does for nobody in particular. */
  private async ofAnybody(request: ViewRequest): Promise<View> {
    const { courseKey, principal, snapshot } = request;
    const { unlockKey } = principal;
    const nobody = unlockKey === null ? Principal.anonymous : Principal.anonymous.withUnlockKey(unlockKey);
    const access = await this.policy.accessOf(nobody, courseKey);
    if (!access.readsContent && !isPublic(snapshot, access)) throw new AnonymousViewDeniedError(courseKey);
    return this.viewOf(nobody, access, request);
  }

  private async ofAnother(request: ViewRequest): Promise<View> {
    const { access, courseKey, username } = request;
    if (!access.isGlobalStaff && access.role !== 'instructor' && access.role !== 'staff')
      throw new OtherViewDeniedError();
    const person = await this.person(username);
    if (!person) throw new AccountNotFoundError(username);
    const theirs = Principal.of({
      userId: person.id,
      username: person.username,
      emailDomain: person.email_domain,
      isStaff: person.is_staff,
      isSuperuser: person.is_superuser,
    });
    return this.viewOf(theirs, await this.policy.accessOf(theirs, courseKey), request);
  }

  private async viewOf(principal: Principal, access: CourseAccess, { version }: ViewRequest): Promise<View> {
    if (access.readsDrafts) return EVERYTHING;
    return {
      seesEverything: false,
      isBetaTester: access.role === 'beta_tester',
      enrollmentMode: access.enrollmentMode,
      closed: await this.visibility.closedTo({ principal, access }, version),
    };
  }

  /** An active account. */
  private async person(username: string): Promise<PersonRow | null> {
    const rows = await this.dataSource.query<PersonRow[]>(
      `SELECT id, username, is_staff, is_superuser, CASE WHEN email_verified THEN lower(split_part(email, '@', 2)) END AS email_domain
         FROM users WHERE lower(username) = lower($1) AND is_active`,
      [username],
    );
    return rows[0] ?? null;
  }
}

/** The author's older word for "open to everyone" (edX `course_visibility`); it counts until the course has a policy of its own. */
function isPublic(snapshot: CourseSnapshot, access: CourseAccess): boolean {
  return snapshot.isPublic && access.contentIsDefault && access.may('courses.view_course');
}
