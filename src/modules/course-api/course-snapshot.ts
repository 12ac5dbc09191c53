import type { BlockRef, JsonObject, JsonValue } from '../content/index.js';

/** One block, with what its own settings and its ancestors' come to. The same for every caller. */
export interface CourseBlock {
  readonly ref: BlockRef;
  readonly type: string;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string;
  /** Its own settings, as far as this module reads any. */
  readonly settings: JsonObject;
  /** What each of them is worth: own, else inherited, else the type's default (SPEC C-3). */
  readonly effective: JsonObject;
  /** By its own setting or an ancestor's. */
  readonly staffOnly: boolean;
  /** By its own setting or an ancestor's: gone once `hiddenFrom` has passed. */
  readonly hideAfterDue: boolean;
  /** When the block and all its ancestors have been released, in milliseconds; -Infinity when nobody set a date. */
  readonly releasedAt: number;
  /** When it is hidden from learners, in milliseconds; Infinity for never. */
  readonly hiddenAt: number;
  /** Its own restriction to groups: group ids by partition id. An ancestor's holds as well (access narrows downwards). */
  readonly groupAccess: GroupAccess | null;
}

/** Partition id → the groups that may see the block: one of them in every partition (edX `group_access`). */
export type GroupAccess = readonly (readonly [partition: string, groups: readonly number[]])[];

/** A course at one version: its blocks, each parent before its children and these in their order. Immutable. */
export interface CourseSnapshot {
  readonly root: BlockRef;
  readonly blocks: ReadonlyMap<BlockRef, CourseBlock>;
  /** Every moment at which some answer changes by itself, in milliseconds, ascending. */
  readonly moments: readonly number[];
  /** The scheme of each group configuration (`cohort`, `random`, …) by its id. */
  readonly partitionSchemes: ReadonlyMap<string, string>;
  /** Whether some block is for some enrollment modes only. */
  readonly restrictsModes: boolean;
  /** `public` opens the course to people who are not enrolled (edX `course_visibility`). */
  readonly isPublic: boolean;
}

/** The partition that edX keeps for enrollment modes. */
export const ENROLLMENT_TRACK_PARTITION = '50';

/** edX's stand-in for "no start date yet", which course information shows as no date at all. */
export const UNSCHEDULED = Date.parse('2030-01-01T00:00:00Z');

/** Milliseconds of a stored date; null for anything else. */
export function instant(value: JsonValue | undefined): number | null {
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(parsed) ? null : parsed;
}
