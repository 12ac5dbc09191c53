import { AppError } from '../../common/errors/app-error.js';
import { InvalidArchiveError } from './archive/index.js';
import { InvalidOlxError } from './reader/index.js';

/** 400: the file is no course archive, is a hostile one, or its root cannot be read. Nothing of it was kept. */
export class RefusedArchiveError extends AppError {
  constructor(cause: InvalidArchiveError | InvalidOlxError) {
    super('invalid_archive', cause.message, { fieldErrors: { archive: [cause.message] }, cause });
  }
}

/** The error for the client, where the archive is at fault; any other error as it is. */
export function importError(error: unknown): unknown {
  return error instanceof InvalidArchiveError || error instanceof InvalidOlxError
    ? new RefusedArchiveError(error)
    : error;
}
