import { AppError } from '../errors/app-error.js';

/** 403: a browser may have been led to send this. The message begins as Open edX's clients expect it (operations.md A5.3). */
export class CsrfFailedError extends AppError {
  /** @param reason ends the sentence "CSRF Failed: …"; safe to show */
  constructor(reason: string) {
    super('csrf_failed', `CSRF Failed: ${reason}.`);
  }
}
