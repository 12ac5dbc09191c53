import { AppError, PermissionDeniedError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';

/**
 * 403: the course is there, and the caller has no place in it. Not a 404: its information is open to everyone, so this
 * reveals nothing (SPEC R-7), and edX's clients know this status as "enroll first".
 */
export class BlocksNeedEnrollmentError extends AppError {
  constructor(courseKey: CourseKey) {
    super(
      'not_enrolled',
      `The blocks of ${courseKey} are for those who are enrolled in it or have a role in it. Enroll the account, or use another one.`,
    );
  }
}

/** 403: everything regardless of visibility is for the course team. */
export class AllBlocksDeniedError extends PermissionDeniedError {
  constructor(courseKey: CourseKey) {
    super(
      `all_blocks needs a course role in ${courseKey}. Leave it out and send your own username, or use another account.`,
    );
  }
}

/** 403: what somebody else sees is for course staff. Said before the name is looked up, so that names do not leak. */
export class OtherViewDeniedError extends PermissionDeniedError {
  constructor() {
    super('Only course staff may ask what another user sees. Send your own username, or use an account with the role.');
  }
}

/** 403: the author has not opened the course to people without an account. */
export class AnonymousViewDeniedError extends PermissionDeniedError {
  constructor(courseKey: CourseKey) {
    super(
      `${courseKey} is not public, so there is no anonymous view of its blocks. Send an access token and your own username.`,
    );
  }
}

/** 403: the course exists and is open to the caller, but not yet. */
export class CourseNotReleasedError extends PermissionDeniedError {
  constructor(courseKey: CourseKey) {
    super(
      `${courseKey} has no content for learners at this time: it has not started, or it is for the course team only.`,
    );
  }
}
