import { Injectable } from '@nestjs/common';

/**
 * Counts the changes of who may do what, so that answers which were remembered from before one are not used. Whoever
 * writes roles, enrollments, access policies or members of organizations calls {@link note} after the commit. Another
 * process notices by the age of its answers (ACCESS_BELIEVED_MS).
 */
@Injectable()
export class AccessChanges {
  private changes = 0;

  /** Another number means: something has changed since. */
  get count(): number {
    return this.changes;
  }

  /** To be called after every change, once it can be seen by others. */
  note(): void {
    this.changes += 1;
  }
}

/** For how long an answer is believed that another process may have changed meanwhile. As for accounts (operations.md A4.11). */
export const ACCESS_BELIEVED_MS = 2_000;
