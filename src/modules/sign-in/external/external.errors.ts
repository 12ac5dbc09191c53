import { AuthenticationFailedError } from '../../../common/errors/app-error.js';

/** 401: the JWT cookies name another person than the session does (operations.md A5.2). */
export class ContradictingCookiesError extends AuthenticationFailedError {
  constructor() {
    super('the JWT cookies and the session of this browser belong to different accounts; sign out, and in again');
  }
}
