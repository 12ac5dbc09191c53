import type { CourseAccess } from '../../common/auth/course-access.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockChange, BlockRef, ChangeCounts } from '../content/index.js';
import type { PublicationAction } from './publication.entity.js';
import type { ScheduleState } from './scheduled-publication.entity.js';

/** `edit`: written to the published branch otherwise, by an import or as course information. */
export const ACTIONS_TOLD = ['publish', 'unpublish', 'edit'] as const;
/** Beside those of a schedule: `unchanged` found everything so already. */
export const STATES_TOLD = ['done', 'scheduled', 'failed', 'cancelled', 'unchanged'] as const;

/** As many changes are told one by one; all are counted (ADR 0022). */
export const MOST_TOLD = 100;

/** What changed from one state of a course to another, as far as it is told. */
export interface ToldChanges {
  /** The course with the branch or version of the state before, and of that after. */
  readonly before: CourseKey;
  readonly after: CourseKey;
  /** The first ones, with their content. */
  readonly changes: readonly BlockChange[];
  /** Of all. */
  readonly counts: ChangeCounts;
}

/** Something that was or is to be published; what the API tells of it. */
export interface Publication {
  /** Course, without branch and version. */
  readonly course: CourseKey;
  readonly access: CourseAccess;
  /** The version that it made; of what is scheduled, its UUID; null for what was not done. */
  readonly id: string | null;
  readonly action: PublicationAction | 'edit';
  readonly state: ScheduleState | 'unchanged';
  readonly blocks: readonly BlockRef[] | null;
  readonly exclude: readonly BlockRef[];
  readonly message: string | null;
  /** When it is due; null for what is not scheduled. */
  readonly at: Date | null;
  readonly created: Date | null;
  readonly createdBy: string | null;
  /** The version of the published branch that it made, or found. */
  readonly version: string | null;
  readonly sourceVersion: string | null;
  /** Error body. */
  readonly error?: unknown;
  /** Of what is scheduled; counts its changes. */
  readonly revision?: number;
  /** Absent in lists, and of what has not been done yet. */
  readonly told?: ToldChanges;
}
