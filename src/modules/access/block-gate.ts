import type { JsonObject, JsonValue } from '../content/index.js';

/**
 * What the author's settings say of who sees a block and when: its own and its ancestors'. The one place of the rule, for
 * outlines, blocks, search and the Blocks API (edX: VisibilityTransformer, StartDateTransformer, HiddenContentTransformer).
 */
export interface BlockGate {
  /** For the course team only, by its own setting or an ancestor's. */
  readonly staffOnly: boolean;
  /** Gone once {@link hiddenAt} has passed, by its own setting or an ancestor's. */
  readonly hideAfterDue: boolean;
  /** When the block and all its ancestors have been released, in milliseconds; -Infinity when nobody set a date. */
  readonly releasedAt: number;
  /** By how many milliseconds beta testers come in earlier. */
  readonly earlyForBeta: number;
  /** When it is hidden from learners, in milliseconds; Infinity for never. */
  readonly hiddenAt: number;
  /** Its own restriction to groups: group ids by partition id. An ancestor's holds as well (access narrows downwards). */
  readonly groupAccess: GroupAccess | null;
  /** What its children take over. */
  readonly inherited: { readonly due: JsonValue; readonly daysEarly: JsonValue; readonly selfPaced: boolean };
}

/** Partition id → the groups that may see the block: one of them in every partition (edX `group_access`). */
export type GroupAccess = readonly (readonly [partition: string, groups: readonly number[]])[];

/** The partition that edX keeps for enrollment modes. */
export const ENROLLMENT_TRACK_PARTITION = '50';

/** edX's stand-in for "no start date yet", which course information shows as no date at all. */
export const UNSCHEDULED = Date.parse('2030-01-01T00:00:00Z');

/** What of a learner decides which gates are open. */
export interface GateViewer {
  /** Beta testers get in `days_early_for_beta` days before the others. */
  readonly isBetaTester: boolean;
  /** Mode of the enrollment; null when there is none. */
  readonly enrollmentMode: string | null;
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

/** The gate of a course without any settings: open. */
const OPEN: BlockGate = {
  staffOnly: false,
  hideAfterDue: false,
  releasedAt: -Infinity,
  earlyForBeta: 0,
  hiddenAt: Infinity,
  groupAccess: null,
  inherited: { due: null, daysEarly: null, selfPaced: false },
};

/**
 * The gate of a block whose parent's is known.
 * @param settings its own; of them the ones of GATE_SETTINGS count
 * @param courseEnd end of the course, in milliseconds
 */
export function gateOf(settings: JsonObject | null, parent: BlockGate = OPEN, courseEnd: number | null): BlockGate {
  // The same object for most blocks of a course: they say nothing of their own.
  if (settings === null) return parent.groupAccess === null ? parent : { ...parent, groupAccess: null };
  const { due = parent.inherited.due, days_early_for_beta: daysEarly = parent.inherited.daysEarly } = settings;
  const selfPaced = settings.self_paced === undefined ? parent.inherited.selfPaced : settings.self_paced === true;
  const hideAfterDue = settings.hide_after_due === true || parent.hideAfterDue;
  // Self-paced learners have no due dates: there the end of the course counts (edX HiddenContentTransformer).
  const hiddenAt = selfPaced ? courseEnd : instant(due);
  return {
    staffOnly: settings.visible_to_staff_only === true || parent.staffOnly,
    hideAfterDue,
    releasedAt: Math.max(ownRelease(settings), parent.releasedAt),
    earlyForBeta: (Number(daysEarly ?? 0) || 0) * DAY,
    hiddenAt: hideAfterDue ? (hiddenAt ?? Infinity) : Infinity,
    groupAccess: groupAccessOf(settings.group_access),
    inherited: { due, daysEarly, selfPaced },
  };
}

/** Whether learners see nothing of the block for now, not even that it exists. */
export function isHidden(gate: BlockGate, { isBetaTester }: GateViewer, now: number): boolean {
  return gate.staffOnly || gate.releasedAt - (isBetaTester ? gate.earlyForBeta : 0) > now || gate.hiddenAt <= now;
}

/**
 * The partition in which the learner is in none of the block's groups; null when there is none. Who belongs to which
 * cohort or experiment is known to the LMS alone. Whom we cannot place in a group, we do not let in: restricted content
 * stays closed rather than open to everyone.
 */
export function closedPartition({ groupAccess }: BlockGate, { enrollmentMode }: GateViewer): string | null {
  const group = enrollmentMode === null ? undefined : MODE_GROUPS[enrollmentMode];
  const closed = groupAccess?.find(
    ([partition, groups]) => partition !== ENROLLMENT_TRACK_PARTITION || group === undefined || !groups.includes(group),
  );
  return closed?.[0] ?? null;
}

/** The moments at which the gate opens or closes by itself, in milliseconds. */
export function momentsOf({ releasedAt, earlyForBeta, hiddenAt }: BlockGate): number[] {
  return [releasedAt, releasedAt - earlyForBeta, hiddenAt].filter(Number.isFinite);
}

/** Milliseconds of a stored date; null for anything else. */
export function instant(value: JsonValue | undefined): number | null {
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

function ownRelease(settings: JsonObject): number {
  const start = instant(settings.start);
  return start === null || start === UNSCHEDULED ? -Infinity : start;
}

function groupAccessOf(value: JsonValue | undefined): GroupAccess | null {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const restricted = Object.entries(value).flatMap(([partition, groups]) => {
    // No group named means no restriction (edX: an empty list is as none).
    const ids = Array.isArray(groups) ? groups.map(Number) : [];
    return ids.length > 0 ? [[partition, ids] as const] : [];
  });
  return restricted.length > 0 ? restricted : null;
}
