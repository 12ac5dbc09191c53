import type { CourseKey } from '../../common/opaque-keys/index.js';

/** What a rerun is to be. */
export interface RerunWish {
  /** The course that it is made of. */
  readonly source: CourseKey;
  readonly target: CourseKey;
  readonly displayName: string | null;
  readonly start: Date | null;
  readonly message: string | null;
}
