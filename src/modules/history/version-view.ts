import type { CourseAccess } from '../../common/auth/course-access.js';
import { CourseKey, type UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockChange,
  type BlockRef,
  type ChangeCounts,
  type StoredVersion,
  usageKeyOf,
  type VersionPoint,
  type VersionSurroundings,
} from '../content/index.js';

/** A version as one caller sees it in the history. */
export interface VersionView {
  readonly version: StoredVersion;
  /** What the caller may do in the course. */
  readonly access: CourseAccess;
  /** Whether the first version of the history is in a course whose drafts the caller reads. */
  readonly readsOriginal: boolean;
}

/** With how much it changed. */
export interface CountedVersion extends VersionView {
  readonly counts: ChangeCounts;
}

/** All that the history tells of it. */
export interface WholeVersion extends CountedVersion {
  /** The first of them. */
  readonly changes: readonly BlockChange[];
  readonly surroundings: VersionSurroundings;
  /**
   * Of a request with `dry_run`: `changes` and `counts` are what it would change, and this is the course where the blocks stand as they
   * would come to be.
   */
  readonly previewOf?: CourseKey;
}

/** What a version did to one block. */
export interface BlockVersionView extends VersionView {
  readonly block: BlockRef;
  readonly change: BlockChange;
}

/** Most changes of a version that are told in its own representation; comparisons have all of them, as pages. */
export const MOST_CHANGES = 100;

/** The course at this version. */
export function courseAt({ courseKey, guid }: Pick<StoredVersion, 'courseKey' | 'guid'>): CourseKey {
  return CourseKey.parse(courseKey).forVersion(guid);
}

/** The course at the version before; of the first one, at itself. */
export function courseBefore({ courseKey, guid, previous }: StoredVersion): CourseKey {
  return courseAt({ courseKey, guid: previous ?? guid });
}

/** The version before; null before the first. */
export function pointBefore({ courseId, previousLine, previousOrdinal }: StoredVersion): VersionPoint | null {
  return previousLine === null || previousOrdinal === null
    ? null
    : { courseId, line: previousLine, ordinal: previousOrdinal };
}

/** The block where it is there: after the version, or, if that took it away, before. */
export function blockAt({ version, block, change }: BlockVersionView): UsageKey {
  return usageKeyOf(change.after ? courseAt(version) : courseBefore(version), block);
}

/** What a link builder must know of a version. Under a symbol, so that it is never sent. */
export const VIEW = Symbol('courseware:version-view');

/** @throws Error for a representation that was not made from a view */
export function viewOf<View extends VersionView = VersionView>(response: object): View {
  const view = (response as { [VIEW]?: View })[VIEW];
  if (!view) throw new Error('A version is represented by the `from` of its response class.');
  return view;
}
