import { AppError, NotFoundError } from '../../common/errors/app-error.js';

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

/** 404: also for a client that has no secret, where one is asked for. */
export class ClientNotFoundError extends NotFoundError {
  constructor(clientId: string) {
    super(`OAuth2 client "${clientId}" of which this can be asked`, '"courseware clients list" shows them all.');
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
