import { AppError, NotFoundError } from '../../common/errors/app-error.js';

/** 401: the same for an unknown name, a wrong password and a disabled account (operations.md C4.2). */
export class SignInFailedError extends AppError {
  constructor() {
    super(
      'sign_in_failed',
      'The username (or verified e-mail address) and the password do not belong together, or the account is disabled. Check both, or get a link for a new password at /password_reset.',
      // RFC 9110 15.5.2 wants one with every 401.
      { headers: { 'www-authenticate': 'Bearer realm="api", JWT realm="api"' } },
    );
  }
}

/** 404 of a session: unknown, ended, or of another account. */
export class SessionNotFoundError extends NotFoundError {
  constructor(uuid: string) {
    super(`session "${uuid}"`, 'It may have ended; GET /api/user/v1/sessions/ lists those that there are.');
  }
}

/** 404 of a link that was mailed: unknown, used, replaced by a later one, or too old. */
export class MailedLinkGoneError extends NotFoundError {
  constructor() {
    super('such link', 'A link works once, for a while, and only the last that was sent: ask for a new one.');
  }
}
