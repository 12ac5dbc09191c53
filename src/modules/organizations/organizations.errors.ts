import { AppError, InvalidInputError, NotFoundError, PermissionDeniedError } from '../../common/errors/app-error.js';

/** 404. Organizations are found in any case. */
export class OrganizationNotFoundError extends NotFoundError {
  constructor(code: string) {
    super(`organization "${code}"`, 'Check the spelling of the code.');
  }
}

/** 404 of somebody's right in an organization; the same for what is absent and for what the caller may not know of (SPEC R-7). */
export class OrganizationMemberNotFoundError extends NotFoundError {
  constructor(code: string, group: string, username: string) {
    super(`"${username}" among the ${group} of organization "${code}"`, 'Check the username.');
  }
}

/** 409: the code is taken, whatever its case. */
export class OrganizationTakenError extends AppError {
  constructor(code: string, cause?: unknown) {
    super(
      'conflict',
      `There is an organization "${code}" already; upper and lower case are the same. Change it by PATCH.`,
      {
        cause,
      },
    );
  }
}

/** 400: a sub-organization stands under one that exists. */
export class ParentMissingError extends InvalidInputError {
  constructor(code: string) {
    super({
      code: [`code is "${code}", but there is no organization "${parentCodeOf(code)}" above it. Make that first.`],
    });
  }
}

/** 409: courses and sub-organizations belong to it. */
export class OrganizationInUseError extends AppError {
  constructor(code: string, of: 'courses' | 'sub-organizations', cause: unknown) {
    super(
      'conflict',
      `"${code}" has ${of}, and cannot be deleted before they are gone. Deleted courses count as well until they are destroyed.`,
      { cause },
    );
  }
}

/** 403. Organizations are public, so that this reveals nothing. */
export class NotDelegateError extends PermissionDeniedError {
  /** @param code the organization whose delegate, or that of one above it, would be needed; null: only global staff may */
  constructor(act: string, code: string | null) {
    super(
      code === null
        ? `Only global staff may ${act}: it stands at the top, with no organization above it.`
        : `Only delegates of "${code}" or of an organization above it, and global staff, may ${act}.`,
    );
  }
}

/** `UTx.chem` → `UTx`; null at the top. */
export function parentCodeOf(code: string): string | null {
  const dot = code.lastIndexOf('.');
  return dot < 0 ? null : code.slice(0, dot);
}
