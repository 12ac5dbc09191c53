import { type CourseKey, UsageKey } from '../../../common/opaque-keys/index.js';
import { type BlockRef, blockRefOf, typeOf, usageKeyOf } from '../block-ref.js';
import type { JsonObject } from '../json.js';

/** The setting that says where a block comes from, in which version (ADR 0025). */
export const UPSTREAM = 'upstream';

/** The place from which the topmost block of a copy was taken: a note, and no link. */
const COPIED_FROM = 'copied_from_block';

/** Settings that are about a block's own link: a source never gives its own away. */
export const LINK_FIELDS: ReadonlySet<string> = new Set([
  UPSTREAM,
  'upstream_version',
  'upstream_version_declined',
  'upstream_display_name',
  'top_level_downstream_parent_key',
  'downstream_customized',
  COPIED_FROM,
]);

/** Where a block comes from. */
export interface UpstreamLink {
  /** The source, without version; with the branch that updates come from, if a certain one was meant. */
  readonly source: UsageKey;
  /** Guid of the version that the block is level with; null where nobody has said. */
  readonly version: string | null;
}

/**
 * What a block's `upstream` says, if it names a block of the same type in another course run of the world: that of a content
 * library, and whatever else somebody wrote there, names nothing that this service could read.
 * @param course in which the block itself is
 */
export function upstreamLinkOf(
  course: CourseKey,
  { block, settings }: { readonly block: BlockRef; readonly settings: JsonObject },
): UpstreamLink | null {
  const value = settings[UPSTREAM];
  const key = typeof value === 'string' ? UsageKey.tryParse(value, { allowDeprecated: false }) : null;
  if (key === null || !key.courseKey.isCourseRun() || key.blockType !== typeOf(block)) return null;
  // What a course takes from itself would be fed with itself.
  if (isSameCourse(key.courseKey, course)) return null;
  // The root is never a copy: its settings are the course's own.
  if (key.blockType === 'course') return null;
  return { source: key.forVersion(null), version: key.courseKey.version };
}

/** The value of `upstream` for a copy. @param at course of the source, with the version and, if it is a certain one, the branch */
export function upstreamValue(at: CourseKey, source: BlockRef): string {
  return String(usageKeyOf(at, source));
}

/** Which block of the source's course a linked block comes from; null for one that is not linked, or to another course. */
export function sourceRefIn(link: UpstreamLink | null, source: CourseKey): BlockRef | null {
  return link !== null && isSameCourse(link.source.courseKey, source) ? blockRefOf(link.source) : null;
}

/** The settings of a copy: linked to its source, and nothing of that one's own link. */
export function linkedSettings(settings: JsonObject, upstream: string): JsonObject {
  const kept = Object.entries(settings).filter(([name]) => !LINK_FIELDS.has(name) || name === COPIED_FROM);
  return { ...Object.fromEntries(kept), [UPSTREAM]: upstream };
}

/** The settings without what is about the link. */
export function withoutLink(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !LINK_FIELDS.has(name)));
}

export function isSameCourse(one: CourseKey, other: CourseKey): boolean {
  return plain(one).equals(plain(other));
}

function plain(key: CourseKey): CourseKey {
  return key.forBranch(null).forVersion(null);
}
