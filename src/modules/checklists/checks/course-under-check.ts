import type { CourseKey } from '../../../common/opaque-keys/index.js';
import type { BlockRef, JsonObject, JsonValue } from '../../content/index.js';
import type { Finding } from './check-result.js';

/** A block, as far as the checks look at it. */
export interface CheckedBlock {
  readonly block: BlockRef;
  readonly type: string;
  /** Null for the root and for detached blocks. */
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  /** Version in which the block itself last changed. */
  readonly edited: string;
  /** Its own settings among those that a check needs. */
  readonly settings: JsonObject;
  /** What its content and settings seem to refer to: see references.ts. */
  readonly references: readonly string[];
  /** Of a problem: whether it asks something, and whether it explains the answer. */
  readonly asks: boolean;
  readonly explains: boolean;
  /** Of an about page: whether something stands on it. */
  readonly hasText: boolean;
}

/** One version of a course with all that the checks need, read once. */
export interface CourseUnderCheck {
  readonly courseKey: CourseKey;
  readonly root: CheckedBlock;
  /** The blocks of the tree in the order of the outline. */
  readonly tree: readonly CheckedBlock[];
  /** About pages, updates, tabs. */
  readonly detached: readonly CheckedBlock[];
  readonly blocks: ReadonlyMap<BlockRef, CheckedBlock>;
  /** Own grading policy; null where the platform’s default holds. */
  readonly gradingPolicy: JsonValue;
  /** Published block → version in which it last changed; null when nothing is published. */
  readonly published: ReadonlyMap<BlockRef, string> | null;
  /** Those of the files that are referred to which exist. */
  readonly assets: ReadonlySet<string>;
  readonly hasInstructor: boolean;
}

/** Something wrong with a block. */
export const findingAt = ({ block, displayName }: CheckedBlock, detail: string): Finding => ({
  block,
  displayName,
  detail,
});

/** Something wrong with the course as a whole. */
export const finding = (detail: string): Finding => ({ block: null, displayName: null, detail });

/** A text that says something; null for what is absent, blank or no text. */
export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A date of a setting as milliseconds; null for none. */
export function dateOf(value: JsonValue | undefined): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}
