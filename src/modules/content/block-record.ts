import type { BlockRef } from './block-ref.js';
import { fieldOf, inheritableFields, fieldsOf } from './block-types/index.js';
import type { JsonObject, JsonValue } from './json.js';

/** When and by whom something last changed. */
export interface Edit {
  readonly by: string | null;
  readonly on: Date;
}

/** One block at one version, with what is needed to say what each of its fields is worth. */
export interface BlockRecord {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly displayName: string | null;
  readonly settings: JsonObject;
  readonly definition: string;
  readonly content: JsonObject;
  readonly edited: Edit;
  /** Version in which the block itself last changed: what a writer of this block must know (SPEC C-8). */
  readonly editedIn: string;
  /** When, and in which version, this state of it was put on the published branch; null while it is not there. */
  readonly published: (Edit & { readonly version: string }) | null;
  /** Whether anything in it or below differs between draft and published (edX: has_changes). */
  readonly hasUnpublishedChanges: boolean;
  /** The ancestors from the parent up to the root, with their own settings. */
  readonly ancestors: readonly { readonly block: BlockRef; readonly settings: JsonObject }[];
}

/** An inherited value, and the block that sets it. */
export interface Inherited {
  readonly value: JsonValue;
  readonly from: BlockRef;
}

/** The block's own fields of both scopes (SPEC C-3). */
export function ownFields(record: BlockRecord): JsonObject {
  return {
    ...(record.displayName !== null && { display_name: record.displayName }),
    ...record.settings,
    ...record.content,
  };
}

/**
 * The inheritable fields that the block does not set itself: nearest ancestor that sets it wins (OLX rule 22;
 * edX InheritanceMixin). A null is a value of its own there, not "unset".
 */
export function inheritedFields(record: BlockRecord): Record<string, Inherited> {
  const inherited: Record<string, Inherited> = {};
  for (const { name } of inheritableFields) {
    if (
      Object.hasOwn(record.settings, name) ||
      fieldOf(record.block.slice(0, record.block.indexOf('@')), name)?.inheritable !== true
    )
      continue;
    const source = record.ancestors.find(({ settings }) => Object.hasOwn(settings, name));
    if (source) inherited[name] = { value: source.settings[name]!, from: source.block };
  }
  return inherited;
}

/** What every field is worth in the end: own, else inherited, else the type's default (SPEC C-3). */
export function effectiveFields(record: BlockRecord): JsonObject {
  const type = record.block.slice(0, record.block.indexOf('@'));
  const defaults = Object.fromEntries(fieldsOf(type).map(({ name, default: value }) => [name, value]));
  const inherited = Object.fromEntries(
    Object.entries(inheritedFields(record)).map(([name, { value }]) => [name, value]),
  );
  return { ...defaults, ...inherited, ...ownFields(record) };
}
