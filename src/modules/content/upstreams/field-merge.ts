import { isDeepStrictEqual } from 'node:util';
import { type BlockRef, typeOf } from '../block-ref.js';
import { copiedFields, type SaidFields } from '../block-operations/copied-fields.js';
import type { CopiedReferences } from '../block-operations/copied-references.js';
import { remainderAfter } from '../definition-remainder.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { TreeRow } from '../tree-part.js';
import { LINK_FIELDS, withoutLink } from './upstream-link.js';

/** A block's row, with its content where that has to be looked at: where its counterpart has another definition. */
export interface LinkedRow extends TreeRow {
  readonly content?: JsonObject;
  readonly olx?: JsonObject | null;
}

/** Which fields are taken although they were changed here: these, or all. */
export type Replaced = ReadonlySet<string> | 'all';

/** A field that an update leaves as it is here; null where there is no own value. */
export interface KeptField {
  readonly upstream: JsonValue;
  readonly here: JsonValue;
}

/** How references are told in the words of either course. */
export interface TwoWays {
  /** From the source's words to those of here. */
  readonly toHere: CopiedReferences;
  readonly toSource: CopiedReferences;
}

/** Three states of one block: as the source was, as it is, and as the copy is here. */
export interface ThreeStates {
  readonly base: LinkedRow;
  readonly source: LinkedRow;
  readonly here: LinkedRow;
}

/** What a block comes to say. */
export interface MergedBlock {
  readonly displayName: string | null;
  readonly settings: JsonObject;
  /** Null: what it has. */
  readonly said: Omit<SaidFields, 'settings'> | null;
  readonly kept: Readonly<Record<string, KeptField>>;
  /** What of the source's fields it takes, in the source's words. */
  readonly taken: JsonObject;
}

/**
 * Merges by field (ADR 0025): what was not changed here takes the source's value, what was stays, unless it is to be replaced. Two
 * values are equal when they refer to the same things, whatever these are called in either course.
 */
export function mergeBlock(states: ThreeStates, { toHere, toSource }: TwoWays, replaced: Replaced): MergedBlock {
  const { base, source, here } = states;
  const customized = new Set<JsonValue>(customizedIn(here.settings));
  const stays = (name: string) => replaced !== 'all' && !replaced.has(name) && customized.has(name);
  const merge = (part: (row: LinkedRow) => JsonObject) => {
    const own = part(here);
    return new FieldMerge({
      base: part(base),
      source: part(source),
      here: toSource.map(here.block, own),
      own,
      toHere: (fields) => toHere.map(here.block, fields),
      isReplaced: (name) => replaced === 'all' || replaced.has(name),
      stays,
    }).merged();
  };
  const name = merge(nameOf);
  const settings = merge((row) => withoutLink(row.settings));
  const content = here.definition === source.definition ? null : merge((row) => row.content ?? {});
  const links = Object.entries(here.settings).filter(([field]) => LINK_FIELDS.has(field));
  return {
    displayName: (name.values.display_name as string | undefined) ?? null,
    settings: { ...settings.values, ...Object.fromEntries(links) },
    said: content && saidAfter(states, { settings: settings.values, content }, toHere),
    kept: { ...name.kept, ...settings.kept, ...content?.kept },
    taken: { ...settings.taken, ...content?.taken },
  };
}

function nameOf({ displayName }: LinkedRow): JsonObject {
  return displayName === null ? {} : { display_name: displayName };
}

/** Whether name, settings and content are what they were in the source. */
export function isUntouched(here: LinkedRow, base: LinkedRow, { toSource }: Pick<TwoWays, 'toSource'>): boolean {
  const same = (own: JsonObject, was: JsonObject) => isDeepStrictEqual(toSource.map(here.block, own), was);
  return (
    here.displayName === base.displayName &&
    same(withoutLink(here.settings), withoutLink(base.settings)) &&
    (here.definition === base.definition || same(here.content ?? {}, base.content ?? {}))
  );
}

interface Merging {
  readonly base: JsonObject;
  readonly source: JsonObject;
  /** In the source's words, and as they stand. */
  readonly here: JsonObject;
  readonly own: JsonObject;
  readonly toHere: (fields: JsonObject) => JsonObject;
  readonly isReplaced: (name: string) => boolean;
  /** Whether an author has said that it outlives updates. */
  readonly stays: (name: string) => boolean;
}

interface MergedFields {
  readonly values: JsonObject;
  readonly kept: Record<string, KeptField>;
  /** In the source's words; null: the source has no value any more. */
  readonly taken: JsonObject;
}

/** One merge of fields of one scope. */
class FieldMerge {
  private readonly values: Map<string, JsonValue>;
  private readonly kept: [string, KeptField][] = [];
  private readonly taken: [string, JsonValue][] = [];

  constructor(private readonly merging: Merging) {
    this.values = new Map(Object.entries(merging.own));
  }

  merged(): MergedFields {
    const { base, source, here } = this.merging;
    const names = new Set([...Object.keys(source), ...Object.keys(here)]);
    for (const name of names) {
      if (isDeepStrictEqual(ownValue(here, name), ownValue(source, name))) continue;
      if (this.isKept(name, ownValue(base, name))) this.keep(name);
      else this.take(name);
    }
    return {
      values: Object.fromEntries(this.values),
      kept: Object.fromEntries(this.kept),
      taken: Object.fromEntries(this.taken),
    };
  }

  private isKept(name: string, was: JsonValue | undefined): boolean {
    const { here, isReplaced, stays } = this.merging;
    return stays(name) || (!isReplaced(name) && !isDeepStrictEqual(ownValue(here, name), was));
  }

  private keep(name: string): void {
    const { own } = this.merging;
    this.kept.push([name, { upstream: this.fromSource(name) ?? null, here: ownValue(own, name) ?? null }]);
  }

  private take(name: string): void {
    const value = this.fromSource(name);
    if (value === undefined) this.values.delete(name);
    else this.values.set(name, value);
    this.taken.push([name, ownValue(this.merging.source, name) ?? null]);
  }

  /** The source's value in the words of here. */
  private fromSource(name: string): JsonValue | undefined {
    const value = ownValue(this.merging.source, name);
    return value === undefined ? undefined : ownValue(this.merging.toHere(Object.fromEntries([[name, value]])), name);
  }
}

/**
 * Content with what of the OLX remainder is true of it. Where the block comes to say just what its source says, it has the source's
 * remainder, unless it has one of its own; the source's definition is shared where it can be.
 */
function saidAfter(
  { base, source, here }: ThreeStates,
  merged: { readonly settings: JsonObject; readonly content: MergedFields },
  toHere: CopiedReferences,
): Omit<SaidFields, 'settings'> | null {
  const { content } = merged;
  const isTaken = Object.keys(content.taken).length > 0;
  if (!isTaken && base.definition === source.definition) return null;
  const fromBase = copiedFields(here.block, saidOf(base), toHere);
  const fromSource = copiedFields(here.block, { ...saidOf(source), sharedDefinition: source.definition }, toHere);
  const own = here.olx ?? null;
  if (!isDeepStrictEqual(own, fromBase.olx)) {
    if (!isTaken) return null;
    const changed = {
      settings: differing(merged.settings, here.settings),
      content: new Set(Object.keys(content.taken)),
    };
    return { content: content.values, olx: remainderAfter(typeOf(here.block), own, changed) };
  }
  if (isDeepStrictEqual(content.values, fromSource.content)) {
    const { content: values, olx, sharedDefinition } = fromSource;
    return { content: values, olx, ...(sharedDefinition !== undefined && { sharedDefinition }) };
  }
  const changed = {
    settings: differing(merged.settings, fromSource.settings),
    content: differing(content.values, fromSource.content),
  };
  return { content: content.values, olx: remainderAfter(typeOf(here.block), fromSource.olx, changed) };
}

function saidOf({ settings, content = {}, olx = null }: LinkedRow): SaidFields {
  return { settings: withoutLink(settings), content, olx };
}

/** The names of the fields whose values differ. */
function differing(one: JsonObject, other: JsonObject): Set<string> {
  const names = new Set([...Object.keys(one), ...Object.keys(other)].filter((name) => !LINK_FIELDS.has(name)));
  return new Set([...names].filter((name) => !isDeepStrictEqual(ownValue(one, name), ownValue(other, name))));
}

function customizedIn({ downstream_customized: names }: JsonObject): JsonValue[] {
  return Array.isArray(names) ? names : [];
}

function ownValue(fields: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** A block by its name, for whoever asks by it. */
export type RowsByBlock = ReadonlyMap<BlockRef, LinkedRow>;
