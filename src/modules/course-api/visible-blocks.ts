import type { BlockRef } from '../content/index.js';
import { closedPartition, ENROLLMENT_TRACK_PARTITION, type GateViewer, isHidden } from '../access/index.js';
import type { CourseBlock, CourseSnapshot } from './course-snapshot.js';

/** For whom an answer is made. Two people with the same traits get the same answer. */
export interface View extends GateViewer {
  /** The course team and `all_blocks`: nothing is kept back. */
  readonly seesEverything: boolean;
  /** Blocks whose access policies keep this person out, with everything below them; as absent as what is not released. */
  readonly closed: ReadonlySet<BlockRef>;
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
    if (!view.seesEverything && (view.closed.has(block.ref) || isHidden(block.gate, view, now))) continue;
    const denial = view.seesEverything ? null : (parent?.denial ?? denialOf(block, view, snapshot));
    if (denial && !keepsDenied) continue;
    visible.set(block.ref, { block, denial });
  }
  return visible;
}

function denialOf({ gate }: CourseBlock, view: View, snapshot: CourseSnapshot): Denial | null {
  const closed = closedPartition(gate, view);
  if (closed === null) return null;
  const gated = closed === ENROLLMENT_TRACK_PARTITION;
  return {
    reason: gated ? 'enrollment_track' : (snapshot.partitionSchemes.get(closed) ?? 'group_access'),
    message: gated
      ? 'This content is for other enrollment modes than yours.'
      : 'This content is for learners of certain groups, and you are not known to be in one of them.',
    gated,
  };
}
