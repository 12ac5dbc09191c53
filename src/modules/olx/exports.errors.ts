import { NotFoundError } from '../../common/errors/app-error.js';

/** The same for an export that never was, one of another course, and one that has expired: nothing of it is kept. */
export class ExportNotFoundError extends NotFoundError {
  constructor(id: string) {
    super(`export "${id}" (exports are kept for 24 hours; start another one)`);
  }
}
