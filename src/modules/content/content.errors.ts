import { AppError } from '../../common/errors/app-error.js';

/** 412: branch and version stand together in a key, and the branch has moved on (SPEC section 2: an optimistic lock). */
export class VersionConflictError extends AppError {
  constructor(branch: string, expected: string, head: string) {
    super(
      'precondition_failed',
      `The branch "${branch}" is at version ${head}, not at ${expected}. Read it again without the version, look at what changed, and repeat your request with the new version.`,
      { extra: { current_version: head } },
    );
  }
}
