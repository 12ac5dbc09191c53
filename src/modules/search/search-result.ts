import { Orderings } from '../../common/pagination/ordering.js';
import type { BlockRef } from '../content/index.js';

export const RESULT_TYPES = ['course', 'xblock'] as const;
export type ResultType = (typeof RESULT_TYPES)[number];

/** Something that was found. */
export interface SearchResult {
  readonly type: ResultType;
  readonly courseKey: string;
  /** Branch that was searched. */
  readonly branch: string;
  /** The block; null for a course. */
  readonly block: BlockRef | null;
  readonly title: string | null;
  readonly rank: number;
  readonly excerpt: Excerpt;
}

/** A piece of the text that was found, without markup. */
export interface Excerpt {
  readonly text: string;
  /** The words in it that were looked for, as they stand there, each once. */
  readonly matches: readonly string[];
}

/** The orders of results; the columns are those of `found` in the statement. Relevance counts down, so that the best come first. */
export const resultOrderings = new Orderings(
  { relevance: '(- found.rank)', title: 'lower(found.title)', type: 'found.type' },
  'relevance',
  `(found.course_key || ' ' || coalesce(found.block, ''))`,
);
