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
