import { AppError } from '../errors/app-error.js';

/** 409: the first request with this key has not ended yet. */
export class IdempotencyKeyInUseError extends AppError {
  constructor(key: string) {
    super(
      'idempotency_key_in_use',
      `A request with the Idempotency-Key "${key}" is still being worked on. Send it again in a moment: it will get the first answer.`,
      { headers: { 'retry-after': '1' } },
    );
  }
}

/** 422: the key stands for another request. */
export class IdempotencyKeyReusedError extends AppError {
  constructor(key: string) {
    super(
      'idempotency_key_reused',
      `The Idempotency-Key "${key}" was sent before with another address, query or body. Use a new key for a new request.`,
    );
  }
}
