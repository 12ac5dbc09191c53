import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';

/** One immutable version of one course, found by a key: the place that every read starts from. */
export interface CourseVersion {
  /** Internal id of the course. */
  readonly courseId: number;
  /** Key of the course, without branch and version. */
  readonly courseKey: CourseKey;
  /** The branch by which it was asked for or on which it was made. */
  readonly branch: string;
  /** True when it was reached as the head of a branch, and may be another one at the next look. */
  readonly isHead: boolean;
  readonly guid: string;
  readonly line: number;
  readonly ordinal: number;
  readonly root: BlockRef;
  readonly created: Date;
  readonly createdBy: string | null;
}

/** The two branches that every course has (SPEC C-1). */
export const DRAFT = 'draft';
export const PUBLISHED = 'published';
