import { AppError } from '../../common/errors/app-error.js';
import { InvalidArchiveError } from './archive/index.js';
import { InvalidOlxError } from './reader/index.js';

/** 400: the file is no course archive, is a hostile one, or its root cannot be read. Nothing of it was kept. */
export class RefusedArchiveError extends AppError {
  constructor(cause: InvalidArchiveError | InvalidOlxError) {
    super('invalid_archive', cause.message, { fieldErrors: { archive: [cause.message] }, cause });
  }
}

/** 503: the disk on which archives are unpacked is full. */
export class NoRoomError extends AppError {
  constructor(cause: unknown) {
    super(
      'service_unavailable',
      'There is no room to unpack the archive. Nothing of it was kept. An operator of this service has to make room where DATA_DIR is.',
      { cause },
    );
  }
}

/** The error for the client, where the archive or a full disk is at fault; any other error as it is. */
export function importError(error: unknown): unknown {
  if (error instanceof InvalidArchiveError || error instanceof InvalidOlxError) return new RefusedArchiveError(error);
  return isDiskFull(error) ? new NoRoomError(error) : error;
}

/** Of the system's own errors; those of the asset store and of PostgreSQL have been translated where they arose. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}
