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

/** 409: the client id belongs to another client. */
export class ClientIdTakenError extends AppError {
  constructor(clientId: string, cause: unknown) {
    super(
      'conflict',
      `There is an OAuth2 client "${clientId}" already. Choose another id, or leave it out to get one.`,
      { cause },
    );
  }
}

/**
 * A token that this service does not accept. No AppError: whoever asked for the verification decides what it means.
 * @param reason ends the sentence "The access token is not valid: …"; safe to show
 */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';

  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The access token is not valid: ${reason}.`, { cause });
  }
}
