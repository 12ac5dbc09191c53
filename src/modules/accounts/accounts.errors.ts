import { AppError } from '../../common/errors/app-error.js';

/** 409: the username or the e-mail address belongs to another account, in whatever case it is written. */
export class AccountTakenError extends AppError {
  constructor(field: 'username' | 'email', value: string, cause: unknown) {
    const what = field === 'username' ? 'username' : 'e-mail address';
    super(
      'conflict',
      `There is an account with the ${what} "${value}" already (case does not matter). Choose another.`,
      { cause },
    );
  }
}

/** 503: more passwords are to be looked at than this process can. */
export class TooManyPasswordsError extends AppError {
  constructor() {
    super('service_unavailable', 'Too many people are signing in at this moment. Try again in a few seconds.', {
      headers: { 'retry-after': '5' },
    });
  }
}
