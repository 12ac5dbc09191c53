import { displayName } from '../courses/index.js';
import { ENROLLMENT_TRACK_PARTITION, gateOf, instant, momentsOf } from '../access/index.js';
import { type BlockRef, fieldOf, GATE_SETTINGS, type JsonObject, type JsonValue, typeOf } from '../content/index.js';
import type { CourseBlock, CourseSnapshot } from './course-snapshot.js';

/** A block as the store has it. */
export interface SnapshotRow {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly display_name: string | null;
  readonly settings: JsonObject | null;
}

/** Settings whose effective value is served or decides what a learner sees. */
const EFFECTIVE = [
  'graded',
  'format',
  'start',
  'due',
  'has_score',
  'weight',
  'show_correctness',
  'hide_from_toc',
  'days_early_for_beta',
  'self_paced',
  'is_time_limited',
  'is_proctored_enabled',
  'is_practice_exam',
] as const;

/** Everything of `settings` that this module reads: the rest, such as a problem's Markdown, stays in the database. */
export const SETTINGS: readonly string[] = [
  ...new Set([...EFFECTIVE, ...GATE_SETTINGS]),
  'user_partitions',
  'course_visibility',
  'html5_sources',
  'youtube_id_1_0',
  'transcripts',
  'only_on_web',
  'discussion_id',
];

/** Works out every block of a course in one walk from the root down: the cost is linear in their number. */
export function buildSnapshot(root: BlockRef, rows: readonly SnapshotRow[]): CourseSnapshot {
  const rowsByName = new Map(rows.map((row) => [row.block, row]));
  const settings = rowsByName.get(root)?.settings ?? {};
  const courseEnd = instant(settings.end);
  const blocks = new Map<BlockRef, CourseBlock>();
  const inherited = new Map<BlockRef, JsonObject>();
  const stack: BlockRef[] = [root];
  for (let ref = stack.pop(); ref !== undefined; ref = stack.pop()) {
    const row = rowsByName.get(ref);
    if (!row) continue;
    const parent = row.parent === null ? undefined : blocks.get(row.parent);
    const handedDown = { ...(row.parent !== null && inherited.get(row.parent)), ...inheritableOf(row) };
    inherited.set(ref, handedDown);
    blocks.set(ref, blockFrom(row, parent, handedDown, courseEnd));
    for (let index = row.children.length - 1; index >= 0; index -= 1) stack.push(row.children[index]!);
  }
  return {
    root,
    blocks,
    moments: allMomentsOf([...blocks.values()]),
    partitionSchemes: schemesOf(settings.user_partitions),
    restrictsModes: [...blocks.values()].some(({ gate }) =>
      gate.groupAccess?.some(([partition]) => partition === ENROLLMENT_TRACK_PARTITION),
    ),
    isPublic: settings.course_visibility === 'public',
  };
}

/** The block's own values of the fields that its descendants take over (OLX rule 22). */
function inheritableOf({ block, settings }: SnapshotRow): JsonObject {
  const type = typeOf(block);
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([name]) => fieldOf(type, name)?.inheritable));
}

function blockFrom(
  row: SnapshotRow,
  parent: CourseBlock | undefined,
  handedDown: JsonObject,
  courseEnd: number | null,
): CourseBlock {
  const type = typeOf(row.block);
  const settings = row.settings ?? {};
  const effective = effectiveOf(type, settings, handedDown);
  return {
    ref: row.block,
    type,
    parent: row.parent,
    children: row.children,
    displayName: displayName({ block: row.block, type, displayName: row.display_name }),
    settings,
    effective,
    gate: gateOf(row.settings, parent?.gate, courseEnd),
  };
}

function effectiveOf(type: string, settings: JsonObject, handedDown: JsonObject): JsonObject {
  const values: JsonObject = {};
  for (const name of EFFECTIVE) {
    const field = fieldOf(type, name);
    const inherited = field?.inheritable ? handedDown[name] : undefined;
    values[name] = settings[name] ?? inherited ?? field?.default ?? null;
    // An own null means "none here", whatever the ancestors say.
    if (settings[name] === null) values[name] = null;
  }
  return values;
}

function schemesOf(partitions: JsonValue | undefined): Map<string, string> {
  const schemes = new Map<string, string>();
  for (const partition of Array.isArray(partitions) ? partitions : []) {
    if (partition === null || typeof partition !== 'object' || Array.isArray(partition)) continue;
    if (typeof partition.scheme === 'string') schemes.set(String(partition.id), partition.scheme);
  }
  return schemes;
}

function allMomentsOf(blocks: readonly CourseBlock[]): number[] {
  return [...new Set(blocks.flatMap(({ gate }) => momentsOf(gate)))].sort((a, b) => a - b);
}
