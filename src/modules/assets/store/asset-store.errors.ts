import { AppError } from '../../../common/errors/app-error.js';

const FULL = 'The asset store is full. An operator of this service has to make room; nothing of the file was kept.';
const CLOSED =
  'The asset store may not be read or written by the service. An operator has to mend its permissions (ASSET_STORE_URL).';
const BUSY = 'The asset store does not answer at the moment. Try again shortly.';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: CLOSED,
  EPERM: CLOSED,
  EROFS: CLOSED,
  ENOTDIR: CLOSED,
};

/** 503: the store cannot do its work; the log has the cause (operations.md D4: "asset GET 503"). */
export class AssetStoreUnavailableError extends AppError {
  constructor(cause: unknown) {
    super('service_unavailable', REASONS[(cause as { code?: string } | null)?.code ?? ''] ?? BUSY, { cause });
  }
}

/** 413: one file is larger than one file may be (SPEC A-5). */
export class AssetTooLargeError extends AppError {
  constructor(maxBytes: number) {
    super('content_too_large', `The file is larger than ${maxBytes} bytes, which is the limit for one file.`);
  }
}

/** An asset row whose bytes are gone: a fault of the service or of whoever touched its store, so a 500. */
export class BlobMissingError extends Error {
  constructor(sha256: string, options?: ErrorOptions) {
    super(`The asset store has no whole blob ${sha256}, although one was asked for.`, options);
    this.name = 'BlobMissingError';
  }
}
