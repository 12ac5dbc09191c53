import { isDeepStrictEqual } from 'node:util';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import { type BlockRef, typeOf, usageKeyOf } from './block-ref.js';
import {
  fieldNameFault,
  fieldOf,
  type FieldScope,
  fieldsOf,
  isKnownBlockType,
  normalizeFieldValue,
  validateFieldValue,
} from './block-types/index.js';
import { isDict, isStorable, isXmlText } from './block-types/field-json.js';
import type { BlockState, ContentChange } from './content-change.js';
import { remainderAfter } from './definition-remainder.js';
import type { JsonObject, JsonValue } from './json.js';

/** The writable words of a block (SPEC section 13). `display_name` may stand in either place, as it does in answers. */
export interface BlockFields {
  readonly displayName?: string | null;
  /** By field name, settings and content alike: the block type says which is which. */
  readonly fields?: JsonObject;
}

/**
 * Changes some of a block's own fields, by RFC 7396: `null` clears an own value (SPEC C-3), an object is merged into the
 * own value, anything else replaces it. What equals the stored value is no change and is not validated.
 */
export function patchFields(block: BlockRef, patch: BlockFields): ContentChange {
  return fieldsChange(block, patch, false);
}

/** Makes the given fields all the own fields that the block has. A stored `null` that is sent back stays. */
export function replaceFields(block: BlockRef, fields: BlockFields): ContentChange {
  return fieldsChange(block, fields, true);
}

/** What {@link patchFields} makes of a block; its place stays. @throws InvalidInputError with every fault */
export function patchedBlock(state: BlockState, patch: BlockFields): BlockState {
  return new FieldsEdit(state, false).apply(patch);
}

/** What {@link replaceFields} makes of a block: of a new one, for instance, which has none yet. @throws as {@link patchedBlock} */
export function replacedBlock(state: BlockState, fields: BlockFields): BlockState {
  return new FieldsEdit(state, true).apply(fields);
}

function fieldsChange(block: BlockRef, given: BlockFields, replaces: boolean): ContentChange {
  return {
    reads: [block],
    apply: (blocks, head) => {
      const stored = blocks.get(block);
      if (!stored) throw new NotFoundError(`block "${usageKeyOf(head.courseKey, block)}"`);
      return { put: [new FieldsEdit(stored, replaces).apply(given)], remove: [] };
    },
  };
}

const NOT_STORABLE =
  'Expected a value without NUL characters, half surrogate pairs, inexact numbers or more than 64 levels.';

const NOT_XML = 'Expected a text without control characters: OLX has no way of writing them.';

/** One edit of one block's fields at work: gathers the new values and every fault. */
class FieldsEdit {
  private readonly type: string;
  private readonly own: ReadonlyMap<string, JsonValue>;
  private readonly next: Map<string, JsonValue>;
  private readonly faults: Record<string, string[]> = {};

  constructor(
    private readonly stored: BlockState,
    private readonly replaces: boolean,
  ) {
    this.type = typeOf(stored.block);
    const { displayName, settings, content } = stored;
    const name: [string, JsonValue][] = displayName === null ? [] : [['display_name', displayName]];
    this.own = new Map([...name, ...Object.entries(settings), ...Object.entries(content)]);
    this.next = new Map(this.own);
  }

  /** @throws InvalidInputError with every fault */
  apply({ displayName, fields = {} }: BlockFields): BlockState {
    const twin = Object.hasOwn(fields, 'display_name') ? fields.display_name : undefined;
    if (displayName !== undefined && twin !== undefined && displayName !== twin) {
      this.fault('display_name', 'It is given twice, here and in fields, and differs. Give it once.');
    }
    if (this.replaces) this.forgetUnless((name) => Object.hasOwn(fields, name));
    for (const [name, value] of Object.entries(fields)) this.give(name, value, `fields.${name}`);
    if (displayName !== undefined) this.give('display_name', displayName, 'display_name');
    if (Object.keys(this.faults).length > 0) throw new InvalidInputError(this.faults);
    return this.state();
  }

  private forgetUnless(isGiven: (name: string) => boolean): void {
    for (const name of this.own.keys()) if (!isGiven(name)) this.next.delete(name);
  }

  private give(name: string, value: JsonValue, path: string): void {
    // Before anything walks it: an object may be nested deeper than the stack.
    if (typeof value === 'object' && !isStorable(value)) return this.fault(path, NOT_STORABLE);
    const own = this.own.get(name);
    const wanted = this.replaces ? value : merged(own, value);
    if (own !== undefined && isDeepStrictEqual(own, wanted) && !(value === null && !this.replaces)) {
      this.next.set(name, own);
      return;
    }
    const problem = own !== undefined && value === null ? null : this.problem(name, wanted);
    if (problem !== null) this.fault(path, problem);
    else if (wanted === null) this.next.delete(name);
    else this.next.set(name, this.normalized(name, wanted));
  }

  /** Why the block cannot have this value; null when it can. Unknown types keep any JSON under any name that OLX has (SPEC C-4, C-10). */
  private problem(name: string, value: JsonValue): string | null {
    // A key of this name would change what an object is instead of becoming a member of it.
    if (name === '__proto__') return 'No field can be called __proto__.';
    const field = fieldOf(this.type, name);
    if (field) return validateFieldValue(field, value);
    if (isKnownBlockType(this.type)) {
      const known = fieldsOf(this.type).map((each) => each.name);
      return `The block type "${this.type}" has no such field. Its fields are: ${known.join(', ')}.`;
    }
    const fault = fieldNameFault(name);
    if (fault !== null) return fault;
    if (typeof value === 'string' && !isXmlText(value)) return NOT_XML;
    return isStorable(value) ? null : NOT_STORABLE;
  }

  /** In the form that is stored; the stored value itself where it comes to the same. */
  private normalized(name: string, value: JsonValue): JsonValue {
    const field = fieldOf(this.type, name);
    const normal = field ? normalizeFieldValue(field, value) : value;
    const own = this.own.get(name);
    return own !== undefined && isDeepStrictEqual(own, normal) ? own : normal;
  }

  private fault(path: string, message: string): void {
    (this.faults[path] ??= []).push(message);
  }

  private state(): BlockState {
    const { stored, next } = this;
    const byScope: Record<FieldScope, [string, JsonValue][]> = { settings: [], content: [] };
    for (const [name, value] of next) if (name !== 'display_name') byScope[this.scopeOf(name)].push([name, value]);
    const displayName = next.get('display_name') ?? null;
    return {
      ...stored,
      displayName: displayName === null ? null : (displayName as string),
      settings: Object.fromEntries(byScope.settings),
      content: Object.fromEntries(byScope.content),
      olx: remainderAfter(this.type, stored.olx, {
        settings: this.changed('settings'),
        content: this.changed('content'),
      }),
    };
  }

  /** Where a value is stored already it stays; a field that nobody declares is a setting. */
  private scopeOf(name: string): FieldScope {
    if (Object.hasOwn(this.stored.content, name)) return 'content';
    if (Object.hasOwn(this.stored.settings, name)) return 'settings';
    return fieldOf(this.type, name)?.scope ?? 'settings';
  }

  private changed(scope: FieldScope): Set<string> {
    const names = new Set([...this.own.keys(), ...this.next.keys()]);
    const isChanged = (name: string) => this.own.get(name) !== this.next.get(name);
    return new Set([...names].filter((name) => this.scopeOf(name) === scope && isChanged(name)));
  }
}

/** RFC 7396 section 2. */
function merged(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isDict(patch)) return patch;
  const members = new Map(Object.entries(target !== undefined && isDict(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, merged(members.get(name), value));
  }
  return Object.fromEntries(members);
}
