import type { BlockRef, JsonValue } from '../../content/index.js';
import type { CheckId } from './check-ids.js';

/** One thing that is not as it should be. */
export interface Finding {
  /** Where; null when it is about the course as a whole. */
  readonly block: BlockRef | null;
  readonly displayName: string | null;
  /** What, in a sentence. */
  readonly detail: string;
}

/** What one check has found. */
export interface CheckOutcome {
  readonly findings: readonly Finding[];
  /** Figures, by the names of edX's course validation where it has some (research/endpoints.md B.6). */
  readonly facts?: Readonly<Record<string, JsonValue>>;
}

export type CheckOutcomes<Id extends CheckId> = Readonly<Record<Id, CheckOutcome>>;

/** The same, as it is remembered. */
export interface CheckResult {
  readonly id: CheckId;
  /** All findings, listed or not. */
  readonly count: number;
  /** The first ones, {@link MAX_FINDINGS} at most, in the order of the outline. */
  readonly findings: readonly Finding[];
  readonly facts: Readonly<Record<string, JsonValue>>;
}

export const MAX_FINDINGS = 100;
