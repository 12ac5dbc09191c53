import { Injectable } from '@nestjs/common';
import { type CourseAccess, CourseAccessPolicy } from '../../common/auth/course-access.js';
import { holdersInWords, type PermissionName } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';
import { AppError, NotFoundError, PermissionDeniedError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { DRAFT, PUBLISHED } from '../content/index.js';

/** 409: what is published changes by publishing. No 405: the method is right, on another branch of the block. */
class PublishedReadOnlyError extends AppError {
  constructor(key: CourseKey) {
    super(
      'conflict',
      `What is published changes by publishing a draft. Write to the draft: ${key.forVersion(null).forBranch(DRAFT)}.`,
    );
  }
}

/** The branch that a write to this key goes to: the one that it names, or the draft. @throws PublishedReadOnlyError */
export function writtenBranch(key: CourseKey): CourseKey {
  if (key.branch === PUBLISHED) throw new PublishedReadOnlyError(key);
  return key.branch === null && key.version === null ? key.forBranch(DRAFT) : key;
}

/** Who may do what with the blocks of a course that a body names; of one in the path, AccessGuard decides. */
@Injectable()
export class XblockRights {
  constructor(private readonly policy: CourseAccessPolicy) {}

  /**
   * What the caller may do in the course, which is more than nothing.
   * @throws NotFoundError where even that there is such a course, or such a branch of it, is not theirs to know (SPEC R-7)
   */
  async in(course: CourseKey, by: Principal): Promise<CourseAccess> {
    const access = await this.policy.accessOf(by, course);
    if (!access.exists || !access.may('courses.view_course')) throw new NotFoundError(`course "${course}"`);
    const isDraft = (course.branch !== null && course.branch !== PUBLISHED) || course.version !== null;
    if (isDraft && !access.readsDrafts) throw new NotFoundError(`course "${course}"`);
    return access;
  }

  /** @throws as {@link in}, PermissionDeniedError */
  async demand(name: PermissionName, course: CourseKey, by: Principal): Promise<CourseAccess> {
    const access = await this.in(course, by);
    if (!access.may(name)) throw new PermissionDeniedError(refusal(name, course));
    return access;
  }
}

export function refusal(name: PermissionName, course: CourseKey): string {
  return `You may not do this in ${course.withoutBranchAndVersion()}: the permission ${name} belongs to ${holdersInWords(name)}. Ask one of them, or use a token of another account.`;
}
