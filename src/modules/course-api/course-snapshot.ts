import type { BlockGate } from '../access/index.js';
import type { BlockRef, JsonObject } from '../content/index.js';

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
  /** What the settings say of who sees it. */
  readonly gate: BlockGate;
}

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
