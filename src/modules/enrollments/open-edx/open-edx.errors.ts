import { AppError } from '../../../common/errors/app-error.js';

/** 406, as Open edX's enrollment API says it (endpoints A.4). Only for callers who may enroll people. */
export class NoSuchUserError extends AppError {
  /** @param whom as the client wrote it */
  constructor(whom: string) {
    super('unknown_user', `"${whom}" cannot be enrolled, because there is no such account.`);
  }
}
