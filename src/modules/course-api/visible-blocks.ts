import type { BlockRef } from '../content/index.js';
import { type CourseBlock, type CourseSnapshot, ENROLLMENT_TRACK_PARTITION } from './course-snapshot.js';

/** For whom an answer is made. Two people with the same traits get the same answer. */
export interface View {
  /** The course team and `all_blocks`: nothing is kept back. */
  readonly seesEverything: boolean;
  /** Beta testers get in `days_early_for_beta` days before the others. */
  readonly isBetaTester: boolean;
  /** Mode of the enrollment; null when there is none or no block asks for it. */
  readonly enrollmentMode: string | null;
}

/** Why a block is shown cut: edX's `authorization_denial_reason` and `authorization_denial_message`. */
export interface Denial {
  readonly reason: string;
  readonly message: string;
  /** Whether another enrollment mode would open it: what edX calls gated content. */
  readonly gated: boolean;
}

/** A block that appears in an answer, whole or cut. */
export interface VisibleBlock {
  readonly block: CourseBlock;
  readonly denial: Denial | null;
}

/** The groups of the enrollment-track partition: edX's fixed numbers of its course modes. */
const MODE_GROUPS: Readonly<Record<string, number>> = {
  audit: 1,
  verified: 2,
  professional: 3,
  'no-id-professional': 4,
  credit: 5,
  honor: 6,
  masters: 7,
  'executive-education': 8,
  'unpaid-executive-education': 9,
  'paid-executive-education': 10,
  'unpaid-bootcamp': 11,
  'paid-bootcamp': 12,
};

const DAY = 86_400_000;

/**
 * The blocks of the whole course that a view shows, each parent before its children. As edX does: what is for staff
 * only, not released yet or hidden after its due date is absent, with everything below it. What is for other groups is
 * absent too (v1), or kept with the reason (v2: `keepsDenied`). One pass.
 */
export function visibleBlocks(
  snapshot: CourseSnapshot,
  view: View,
  now: number,
  keepsDenied: boolean,
): Map<BlockRef, VisibleBlock> {
  const visible = new Map<BlockRef, VisibleBlock>();
  for (const block of snapshot.blocks.values()) {
    const parent = block.parent === null ? undefined : visible.get(block.parent);
    if (block.parent !== null && !parent) continue;
    if (!view.seesEverything && isHidden(block, view, now)) continue;
    const denial = view.seesEverything ? null : (parent?.denial ?? denialOf(block, view, snapshot));
    if (denial && !keepsDenied) continue;
    visible.set(block.ref, { block, denial });
  }
  return visible;
}

/** Whether learners see nothing of the block for now, not even that it exists. */
function isHidden(block: CourseBlock, view: View, now: number): boolean {
  const daysEarly = view.isBetaTester ? Number(block.effective.days_early_for_beta ?? 0) : 0;
  return block.staffOnly || block.releasedAt - daysEarly * DAY > now || block.hiddenAt <= now;
}

/**
 * Who belongs to which cohort or experiment is known to the LMS alone. Whom we cannot place in a group, we do not let
 * in: restricted content stays closed rather than open to everyone.
 */
function denialOf({ groupAccess }: CourseBlock, view: View, snapshot: CourseSnapshot): Denial | null {
  const group = view.enrollmentMode === null ? undefined : MODE_GROUPS[view.enrollmentMode];
  const closed = groupAccess?.find(
    ([partition, groups]) => partition !== ENROLLMENT_TRACK_PARTITION || group === undefined || !groups.includes(group),
  );
  if (!closed) return null;
  const gated = closed[0] === ENROLLMENT_TRACK_PARTITION;
  return {
    reason: gated ? 'enrollment_track' : (snapshot.partitionSchemes.get(closed[0]) ?? 'group_access'),
    message: gated
      ? 'This content is for other enrollment modes than yours.'
      : 'This content is for learners of certain groups, and you are not known to be in one of them.',
    gated,
  };
}
