import { AppError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';

/** 412: branch and version stand together in a key, and the branch has moved on (SPEC section 2: an optimistic lock). */
export class VersionConflictError extends AppError {
  /**
   * @param expected guid of the version that was believed to be the head
   * @param course whose branch it is; a branch or version in it does not count
   */
  constructor(
    branch: string,
    readonly expected: string,
    readonly head: string,
    readonly course: CourseKey,
  ) {
    super(
      'precondition_failed',
      `The branch "${branch}" is at version ${head}, not at ${expected}. Read it again without the version, look at what changed, and repeat your request with the new version.`,
      { extra: { current_version: head } },
    );
  }
}

/** 409: the key names a version and no branch. A version never changes; a branch moves on to a new one (SPEC C-1). */
export class VersionReadOnlyError extends AppError {
  constructor(key: CourseKey) {
    super(
      'conflict',
      `The version ${key.version} is history and never changes. Write to a branch: leave the version out of the key to change the draft, or name a branch beside it.`,
    );
  }
}

/** 409: the content of an archived course is read-only. */
export class ArchivedCourseError extends AppError {
  constructor(key: CourseKey) {
    super(
      'conflict',
      `The course ${key.forBranch(null).forVersion(null)} is archived: its content is not changed any more. Take it out of the archive first, by a PATCH of the course with {"is_archived": false}.`,
    );
  }
}

/** 409: there is such a course already. Keys are compared without upper and lower case, as edX does. */
export class CourseKeyTakenError extends AppError {
  /** @param deleted when it was deleted, if it was */
  constructor(courseKey: string, deleted: Date | null, cause?: unknown) {
    super(
      'conflict',
      deleted === null
        ? `There is a course ${courseKey} already; upper and lower case are the same. Choose another number or run.`
        : `There is a course ${courseKey} already, which was deleted at ${deleted.toISOString()}. Restore it by POST to /api/course/v1/deleted_courses/${courseKey}/restorations/, or choose another number or run.`,
      { cause },
    );
  }
}
