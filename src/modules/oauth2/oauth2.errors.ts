import { AppError } from '../../common/errors/app-error.js';

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
