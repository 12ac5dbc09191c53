import { InvalidInputError, NotFoundError, PermissionDeniedError } from '../../common/errors/app-error.js';
import type { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';

/** 404, the same for the version of another course (SPEC R-7). */
export class VersionNotFoundError extends NotFoundError {
  constructor(guid: string, course: CourseKey) {
    super(`version "${guid}" of ${course.withoutBranchAndVersion()}`, 'The versions of a course are at its versions/.');
  }
}

/** 404: the block may be there and the version as well, and one did nothing to the other. */
export class BlockVersionNotFoundError extends NotFoundError {
  constructor(guid: string, block: UsageKey) {
    super(`version "${guid}" that changed ${plain(block)}`, 'The versions that changed a block are at its versions/.');
  }
}

/** 404: no version of the course ever had it. */
export class BlockUnknownError extends NotFoundError {
  constructor(block: UsageKey) {
    super(`block "${block}" in any version of its course`);
  }
}

/** 400: what the body or the query names as a version is none of this course. */
export class UnknownVersionError extends InvalidInputError {
  constructor(field: string, named: string, course: CourseKey) {
    super({
      [field]: [
        `${field} is "${named}", and ${course.withoutBranchAndVersion()} has no such version. Its versions are at versions/, its branches at branches/.`,
      ],
    });
  }
}

/** 400: a version cannot give back a block that it does not have. */
export class BlockNotInVersionError extends InvalidInputError {
  constructor(guid: string, block: UsageKey) {
    super({
      version: [
        `The version ${guid} has no ${plain(block)}, so there is nothing to restore. The versions that changed it are at its versions/: take one before it was removed. To delete the block, use DELETE.`,
      ],
    });
  }
}

/** 403: what would take blocks off a branch is not for whoever may not delete any. */
export class MayNotRemoveError extends PermissionDeniedError {
  constructor(count: number) {
    super(
      `This would take ${count} ${count === 1 ? 'block' : 'blocks'} off the branch, which takes the permission courses.delete_content: the roles instructor and staff. Send it with dry_run to see which.`,
    );
  }
}

/** 403: what is published is for those who publish. */
export class MayNotPublishError extends PermissionDeniedError {
  constructor() {
    super(
      'What is published takes the permission courses.publish_content: the roles instructor and staff of the course. Do it on the draft, and ask one of them to publish.',
    );
  }
}

function plain(block: UsageKey): UsageKey {
  return block.forBranch(null).forVersion(null);
}
