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

/** The error for the client, where the archive is at fault; any other error as it is. */
export function importError(error: unknown): unknown {
  return error instanceof InvalidArchiveError || error instanceof InvalidOlxError
    ? new RefusedArchiveError(error)
    : error;
}

/** The error for the client of an upload that could not be unpacked: a full disk is told, any other error is as it is. */
export function uploadError(error: unknown): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  const isDiskFull = !(error instanceof AppError) && (code === 'ENOSPC' || code === 'EDQUOT');
  if (isDiskFull) return new NoRoomError(error);
  return isOfForm(error) ? new AppError('malformed_body', BROKEN_FORM, { cause: error }) : error;
}

const BROKEN_FORM =
  'The multipart/form-data body cannot be read: it ends too early, or a part has no proper header. Send it as RFC 7578 says.';

/** The parser of forms says what is wrong with one in words alone. */
function isOfForm(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Unexpected end of|Part terminated early|Malformed part header|Multipart:)/.test(error.message)
  );
}
