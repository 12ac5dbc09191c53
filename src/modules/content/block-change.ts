import { isDeepStrictEqual } from 'node:util';
import type { BlockRef } from './block-ref.js';
import type { JsonObject, JsonValue } from './json.js';

/**
 * What happened to a block between two states of a course. `moved`: it has another parent; `reordered`: the children that it has
 * in both states stand in another order; `changed`: its name or fields say something else. A block can be all three.
 */
export const CHANGE_KINDS = ['added', 'removed', 'moved', 'reordered', 'changed'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A block as far as two states of it are compared. */
export interface ComparableBlock {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  /** Id of the definition; null for content that none holds yet. */
  readonly definition: string | null;
  /** Absent where it was not read; then equal definitions are equal content, and different ones are different. */
  readonly content?: JsonObject;
}

export type ComparableBlocks = ReadonlyMap<BlockRef, ComparableBlock>;

/** Where a block stands. */
export interface BlockPlace {
  readonly parent: BlockRef;
  /** 0-based, among its siblings. */
  readonly position: number;
}

/** A field before and after; null where the block had, or has, no value of its own. */
export interface FieldChange {
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** One block's part in what changed (SPEC C-6). At least one kind. */
export interface BlockChange {
  readonly block: BlockRef;
  readonly displayName: string | null;
  readonly kinds: readonly ChangeKind[];
  /** Null when it was not there, and for the root and detached blocks. */
  readonly from: BlockPlace | null;
  readonly to: BlockPlace | null;
  readonly before: ComparableBlock | null;
  readonly after: ComparableBlock | null;
}

/**
 * What differs between two states of a course, or of parts of it: the given blocks are all that is looked at. Parents come
 * before their children, as far as they are given in that order.
 */
export function changesBetween(before: ComparableBlocks, after: ComparableBlocks): BlockChange[] {
  const blocks = new Set([...after.keys(), ...before.keys()]);
  return [...blocks].flatMap((block) => {
    const states = { before: before.get(block) ?? null, after: after.get(block) ?? null };
    const kinds = kindsOf(states.before, states.after);
    if (kinds.length === 0) return [];
    const { displayName } = (states.after ?? states.before)!;
    const places = { from: placeOf(states.before, before), to: placeOf(states.after, after) };
    return [{ block, displayName, kinds, ...places, ...states }];
  });
}

/** How many blocks were added, removed and so on; every kind is there. */
export function countChanges(changes: readonly Pick<BlockChange, 'kinds'>[]): Record<ChangeKind, number> {
  const counts = { added: 0, removed: 0, moved: 0, reordered: 0, changed: 0 };
  for (const { kinds } of changes) for (const kind of kinds) counts[kind] += 1;
  return counts;
}

/** The own fields that differ, `display_name` among them. Both states need their content. */
export function fieldChanges({ before, after }: BlockChange): Record<string, FieldChange> {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return Object.fromEntries(
    names
      .filter((name) => !isDeepStrictEqual(old.get(name), now.get(name)))
      .map((name) => [name, { before: old.get(name) ?? null, after: now.get(name) ?? null }]),
  );
}

function kindsOf(before: ComparableBlock | null, after: ComparableBlock | null): ChangeKind[] {
  if (before === null || after === null) return before === after ? [] : [before === null ? 'added' : 'removed'];
  const kinds: ChangeKind[] = [];
  if (before.parent !== after.parent) kinds.push('moved');
  if (isReordered(before.children, after.children)) kinds.push('reordered');
  if (!saysTheSame(before, after)) kinds.push('changed');
  return kinds;
}

function isReordered(before: readonly BlockRef[], after: readonly BlockRef[]): boolean {
  const stayed = new Set(before);
  const still = new Set(after);
  const common = before.filter((child) => still.has(child));
  return after.filter((child) => stayed.has(child)).some((child, index) => child !== common[index]);
}

/** Whether name, settings and content are equal: all that a block is beside its place. */
export function saysTheSame(one: ComparableBlock, other: ComparableBlock): boolean {
  return (
    one.displayName === other.displayName &&
    isDeepStrictEqual(one.settings, other.settings) &&
    ((one.definition !== null && one.definition === other.definition) ||
      (one.content !== undefined && other.content !== undefined && isDeepStrictEqual(one.content, other.content)))
  );
}

function placeOf(state: ComparableBlock | null, all: ComparableBlocks): BlockPlace | null {
  if (!state?.parent) return null;
  const siblings = all.get(state.parent)?.children ?? [];
  return { parent: state.parent, position: siblings.indexOf(state.block) };
}

function fieldsOf(state: ComparableBlock | null): Map<string, JsonValue> {
  if (state === null) return new Map();
  const name: [string, JsonValue][] = state.displayName === null ? [] : [['display_name', state.displayName]];
  return new Map([...name, ...Object.entries(state.settings), ...Object.entries(state.content ?? {})]);
}
