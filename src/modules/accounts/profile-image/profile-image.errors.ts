import { AppError, InvalidInputError } from '../../../common/errors/app-error.js';

/** 400: what was sent is no picture that this service draws. Says why by what is in it, never by its name. */
export class UnusableImageError extends InvalidInputError {
  constructor(reason: string) {
    super({ file: [reason] });
  }
}

/** 413: more bytes than a picture of a face needs. */
export class ImageTooLargeError extends AppError {
  constructor(limit: number) {
    super(
      'content_too_large',
      `A picture may have at most ${limit} bytes. Send a smaller one; 500 × 500 pixels is all that is kept.`,
    );
  }
}

/** 409: nobody may see the picture of a minor, so none is kept. */
export class ImageOfMinorError extends AppError {
  constructor() {
    super(
      'conflict',
      'No picture is kept of who is under 13 or has not said when they were born. Set year_of_birth of the account first.',
    );
  }
}
