import { NotFoundError } from '../../common/errors/app-error.js';

/** The same for an entry that is not there and for one that the caller may not see (SPEC R-7). */
export class EntryNotFoundError extends NotFoundError {
  constructor(uuid: string) {
    super(`audit entry "${uuid}"`);
  }
}
