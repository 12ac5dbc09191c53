import type { FieldFault } from '../i18n/field-rules.js';
import type { CourseKey } from '../opaque-keys/index.js';
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.js';

/** Faults by field path (`items[0].name`); several messages for one field are kept apart. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/**
 * The same as a service gives them: a text for developers, or a fault that also says which sentence a person is shown
 * (SPEC R-8). Of a plain text a person hears that the value is not valid.
 */
export type FieldFaults = Readonly<Record<string, readonly (string | FieldFault)[]>>;

export interface AppErrorOptions {
  readonly fieldErrors?: FieldFaults;
  /** Response headers that belong to the status, such as `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Members beside the fixed ones, such as the current version of a 412. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An error that the client is meant to see. Services throw these (or subclasses with a fixed code) and never an
 * HttpException; `ProblemFilter` is the only place that renders them.
 */
export class AppError extends Error {
  /** For developers, in English. */
  readonly fieldErrors?: FieldErrors;
  /** The same with what a person is told; the same fields. */
  readonly fieldFaults?: Readonly<Record<string, readonly FieldFault[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  /**
   * @param code stable name in the catalogue, which fixes the status
   * @param message for the developer: plain English, says what is wrong with which value and how to mend it
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    if (options.fieldErrors) {
      const faults = Object.entries(options.fieldErrors).map(([field, given]) => [field, given.map(asFault)] as const);
      this.fieldFaults = Object.fromEntries(faults);
      this.fieldErrors = Object.fromEntries(
        faults.map(([field, given]) => [field, given.map(({ message }) => message)]),
      );
    }
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}

function asFault(given: string | FieldFault): FieldFault {
  return typeof given === 'string' ? { message: given, rule: 'invalid' } : given;
}

/** 400: one or more values are not valid. All of them are named at once (SPEC R-9). */
export class InvalidInputError extends AppError {
  constructor(fieldErrors: FieldFaults, message?: string) {
    const names = Object.keys(fieldErrors);
    super(
      'invalid_input',
      message ??
        `${names.length === 1 ? 'One value is' : `${names.length} values are`} not valid: ${names.join(', ')}. See field_errors for each.`,
      { fieldErrors },
    );
  }
}

/**
 * 404. The same for what is absent and for what the caller may not know of (SPEC R-7), so it takes no reason:
 * @param what the kind of thing and the key as the client gave it, e.g. `course "course-v1:A+B+C"`
 * @param hint how to mend it
 */
export class NotFoundError extends AppError {
  constructor(what: string, hint = 'Check the key; keys are case-sensitive.') {
    super('not_found', `There is no ${what}, or you are not allowed to know of it. ${hint}`);
  }
}

/** 404 of an account. Usernames are found in any case, so that the hint is not the one for keys. */
export class AccountNotFoundError extends NotFoundError {
  constructor(username: string) {
    super(`account "${username}"`, 'Check the spelling of the username.');
  }
}

/** 401: no credentials were sent where some are needed. */
export class AuthenticationRequiredError extends AppError {
  constructor() {
    super(
      'authentication_required',
      'Authentication credentials were not provided. Send an access token in the header "Authorization: Bearer <token>"; POST /oauth2/access_token gives one.',
      { headers: { 'www-authenticate': 'Bearer realm="api", JWT realm="api"' } },
    );
  }
}

/** 401: the credentials are wrong, expired, or not ours. */
export class AuthenticationFailedError extends AppError {
  constructor(reason: string, cause?: unknown) {
    super(
      'authentication_failed',
      `The access token is not valid: ${reason}. Get a new one from /oauth2/access_token.`,
      {
        headers: { 'www-authenticate': 'Bearer realm="api", error="invalid_token", JWT realm="api"' },
        cause,
      },
    );
  }
}

/** 403: known, but not allowed. Only where the existence of the thing is no secret (SPEC R-7). */
export class PermissionDeniedError extends AppError {
  constructor(message: string) {
    super('permission_denied', message);
  }
}

/** 403: the token does not reach this far (RFC 6750 3.1). Another token of the same account may. */
export class InsufficientScopeError extends AppError {
  /** @param scope what the token would have to carry */
  constructor(scope: string) {
    super(
      'insufficient_scope',
      `The access token does not carry the scope "${scope}". Ask for a token with it, if the application may have it.`,
      { headers: { 'www-authenticate': `Bearer realm="api", error="insufficient_scope", scope="${scope}"` } },
    );
  }
}

/** 403: the course is there, and its content is not open to the caller. */
export class NotEnrolledError extends AppError {
  constructor(courseKey: CourseKey) {
    super(
      'not_enrolled',
      `The content of ${courseKey.withoutBranchAndVersion()} is for those who are enrolled in it, have a role in it, or are let in by its access policy. Enroll the account, or use another one.`,
    );
  }
}
