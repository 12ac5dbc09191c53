import { AppError, InvalidInputError, NotFoundError, PermissionDeniedError } from '../../../common/errors/app-error.js';

/** 404: the same for what is absent and for what the caller may not know of (SPEC R-7). */
export class InvitationNotFoundError extends NotFoundError {
  constructor(uuid: string) {
    super(`invitation "${uuid}"`);
  }
}

/** 403: inviting is for those who run the course. */
export class MayNotInviteError extends PermissionDeniedError {
  constructor(courseKey: string) {
    super(`Only instructors and staff of ${courseKey}, and global staff, may invite people to it.`);
  }
}

/** 409: one person is invited once. */
export class AlreadyInvitedError extends AppError {
  constructor(whom: string, courseKey: string, cause?: unknown) {
    super(
      'conflict',
      `${whom} is invited to ${courseKey} already. Delete that invitation to give another one; GET /api/enrollment/v1/invitations/?course= lists them.`,
      { cause },
    );
  }
}

/** 400: an invitation is for one person, named in one way. */
export class InviteeNotNamedError extends InvalidInputError {
  constructor() {
    const message = 'Say whom: send either email or username.';
    super({ email: [message], username: [message] });
  }
}
