import type { CourseKey } from '../../common/opaque-keys/index.js';
import { type BlockChange, type ChangeKind, countChanges } from '../content/index.js';

/** As many changes are told one by one; all are counted (ADR 0022). */
export const MOST_TOLD = 100;

/** What changed from one state of a course to another, as far as it is told. */
export interface ToldChanges {
  /** The course with the branch or version of the state before, and of that after. */
  readonly before: CourseKey;
  readonly after: CourseKey;
  /** The first ones. */
  readonly changes: readonly BlockChange[];
  readonly counts: Readonly<Record<ChangeKind | 'total', number>>;
}

/** @param told the first ones of `all`, with their content */
export function toldChanges(
  all: readonly BlockChange[],
  told: readonly BlockChange[],
  { before, after }: Pick<ToldChanges, 'before' | 'after'>,
): ToldChanges {
  return { before, after, changes: told.slice(0, MOST_TOLD), counts: { ...countChanges(all), total: all.length } };
}
