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
import type { CourseSnapshot } from './course-snapshot.js';
import type { View } from './visible-blocks.js';

/** Whose view of a course is asked for, and by whom. */
export interface ViewRequest {
  readonly principal: Principal;
  readonly access: CourseAccess;
  readonly courseKey: CourseKey;
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
  readonly mode: string | null;
}

const EVERYTHING: View = { seesEverything: true, isBetaTester: false, enrollmentMode: null };
const ANONYMOUS: View = { seesEverything: false, isBetaTester: false, enrollmentMode: null };

/** Decides whose view of the blocks a request gets (endpoints A.2), with edX's rules and in their order. */
@Injectable()
export class Views {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /**
   * At most two statements.
   * @throws AllBlocksDeniedError, AnonymousViewDeniedError, BlocksNeedEnrollmentError, OtherViewDeniedError,
   *   NotFoundError for a user who does not exist, when the caller may know
   */
  async of(request: ViewRequest): Promise<View> {
    const { principal, access, courseKey, snapshot, allBlocks, username } = request;
    if (allBlocks) {
      if (!access.readsDrafts) throw new AllBlocksDeniedError(courseKey);
      return EVERYTHING;
    }
    if (username === '') {
      if (!snapshot.isPublic) throw new AnonymousViewDeniedError(courseKey);
      return ANONYMOUS;
    }
    if (username.toLowerCase() !== principal.username?.toLowerCase()) return this.ofAnother(request);
    if (!access.readsContent && !snapshot.isPublic) throw new BlocksNeedEnrollmentError(courseKey);
    const person = snapshot.restrictsModes && access.isEnrolled ? await this.person(username, courseKey) : null;
    return viewFrom(access, person);
  }

  private async ofAnother({ access, courseKey, username }: ViewRequest): Promise<View> {
    if (!access.isGlobalStaff && access.role !== 'instructor' && access.role !== 'staff')
      throw new OtherViewDeniedError();
    const person = await this.person(username, courseKey);
    if (!person) throw new AccountNotFoundError(username);
    const { is_staff: isStaff, is_superuser: isSuperuser } = person;
    const theirs = await this.policy.accessOf(
      Principal.of({ userId: person.id, username: person.username, isStaff, isSuperuser }),
      courseKey,
    );
    return viewFrom(theirs, person);
  }

  /** An active account, and the mode of its enrollment in the course. */
  private async person(username: string, courseKey: CourseKey): Promise<PersonRow | null> {
    const rows = await this.dataSource.query<PersonRow[]>(
      `SELECT u.id, u.username, u.is_staff, u.is_superuser, e.mode
         FROM users u LEFT JOIN enrollments e ON e.course_key = $2 AND e.user_id = u.id AND e.is_active
        WHERE lower(u.username) = lower($1) AND u.is_active`,
      [username, courseKey.withoutBranchAndVersion().toString()],
    );
    return rows[0] ?? null;
  }
}

function viewFrom(access: CourseAccess, person: PersonRow | null): View {
  if (access.readsDrafts) return EVERYTHING;
  return {
    seesEverything: false,
    isBetaTester: access.role === 'beta_tester',
    enrollmentMode: person?.mode ?? null,
  };
}
