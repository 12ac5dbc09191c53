import { AppError, NotFoundError } from '../../common/errors/app-error.js';
import type { ReturnAddress } from './authorization-answer.js';

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

/** 404. */
export class AuthorizationNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(`authorization "${id}"`);
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

/** 400: it is not certain that the answer would reach the application that the request names, so that nothing is sent there. */
export class UnknownApplicationError extends AppError {
  constructor(reason: string) {
    super(
      'unknown_application',
      `${reason} For this reason nobody was sent back to the application. "courseware clients list" shows what is registered.`,
    );
  }
}

/** An answer to the client that asked (RFC 6749 4.1.2.1). No AppError: it is sent by a redirect. */
export class AuthorizationRefusal extends Error {
  override readonly name = 'AuthorizationRefusal';

  constructor(
    readonly address: ReturnAddress,
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}
