import { AppError, AuthenticationFailedError } from '../../../common/errors/app-error.js';

/** 401: the JWT cookies name another person than the session does (operations.md A5.2). */
export class ContradictingCookiesError extends AuthenticationFailedError {
  constructor() {
    super('the JWT cookies and the session of this browser belong to different accounts; sign out, and in again');
  }
}

/**
 * 401: somebody came back from the LMS, and it is not certain who, or they have not allowed it. One message for all
 * reasons: what exactly was wrong with a state, a code or a token helps only whoever has made it up.
 */
export class LmsLoginFailedError extends AppError {
  constructor(cause?: unknown) {
    super(
      'lms_sign_in_failed',
      'Signing in at the LMS was not completed: it was broken off, took more than ten minutes, began in another browser or another tab, or the account cannot be used here. Begin again at /login.',
      // RFC 9110 15.5.2 wants one with every 401.
      { headers: { 'www-authenticate': 'Bearer realm="api", JWT realm="api"' }, cause },
    );
  }
}
