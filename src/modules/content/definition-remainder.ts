import { isDeepStrictEqual } from 'node:util';
import { blockType } from './block-types/index.js';
import { isDict } from './block-types/field-json.js';
import type { JsonObject, JsonValue } from './json.js';

/** Fields by the scope in which they have changed. */
export interface ChangedFields {
  readonly settings: ReadonlySet<string>;
  readonly content: ReadonlySet<string>;
}

/**
 * What stays true of the remainder of a block's OLX once fields have changed, so that an export never writes an old value over a
 * new one (SPEC C-10). Gone with new content: `source`, the old markup as a whole; spellings of what has changed;
 * `bodyInElement`, since a new body need not be well-formed XML and so needs a file of its own. Gone with any change: what a
 * reader lays over the fields, namely members of `<meta>`, the `youtube` attribute, which sets four fields at once, and an unknown
 * attribute of the same name.
 * Where a setting alone has changed, `source` and spellings stay: the definition is shared by every version that has this
 * content, and an exporter compares both with the fields anyway. Comments, other unknown attributes, asides and file names stay.
 * @returns the same object where nothing of it is untrue
 */
export function remainderAfter(type: string, olx: JsonObject | null, changed: ChangedFields): JsonObject | null {
  if (olx === null) return null;
  const kept = { ...olx };
  if (changed.content.size > 0) {
    delete kept.source;
    keepMembers(kept, 'spellings', (name) => !changed.content.has(name));
    if (changed.content.has(blockType(type).olx.bodyField ?? 'data')) delete kept.bodyInElement;
  }
  const isChanged = (name: string) => changed.settings.has(name) || changed.content.has(name);
  const isOfVideo = [...changed.settings].some((name) => name.startsWith('youtube_id_'));
  // An attribute that was no field and is one now, of a type that is not in the catalogue.
  keepMembers(kept, 'attributes', (name) => !isChanged(name) && !(isOfVideo && name === 'youtube'));
  forgetMeta(kept, isChanged);
  return isDeepStrictEqual(kept, olx) ? olx : kept;
}

/** Takes members out of one of the remainder's objects, and the object itself when it is empty then. */
function keepMembers(remainder: JsonObject, part: string, isKept: (name: string) => boolean): void {
  const members = remainder[part];
  if (members === undefined || !isDict(members)) return;
  const kept = Object.entries(members).filter(([name]) => isKept(name));
  if (kept.length === 0) delete remainder[part];
  else remainder[part] = Object.fromEntries(kept);
}

/** `<meta>` is JSON that is merged over the attributes (OLX rule 19). What is no object was never read. */
function forgetMeta(remainder: JsonObject, isChanged: (name: string) => boolean): void {
  if (typeof remainder.meta !== 'string') return;
  const members = parsed(remainder.meta);
  if (!isDict(members) || !Object.keys(members).some(isChanged)) return;
  const kept = Object.entries(members).filter(([name]) => !isChanged(name));
  if (kept.length === 0) delete remainder.meta;
  else remainder.meta = JSON.stringify(Object.fromEntries(kept));
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
