import { createHash } from 'node:crypto';
import type { XmlElementReader } from './xml-element-reader.js';

/**
 * Python's `\w` is letters, numbers and the underscore of all scripts; JavaScript's is ASCII only. edX spares the percent sign as
 * well, which its keys of that time could hold: in a key of today the block would be lost for it.
 */
const NOT_IN_ID = /[^\p{L}\p{N}_.-]/gu;

/** `text` as edX makes an id of a title: everything but word characters and `.-` becomes `_`, runs of which become one (OLX rule 12). */
export function cleanId(text: string): string {
  return text.replace(NOT_IN_ID, '_').replace(/_{2,}/g, '_');
}

/** The first 12 digits of the SHA-1 of the element's markup, as edX writes it. */
function digest(element: XmlElementReader): string {
  return createHash('sha1').update(element.canonical()).digest('hex').slice(0, 12);
}

/** Where the id of a block came from. */
export interface SourceId {
  readonly id: string;
  /** `digest`: the element had no name of any kind, so that an edit of it changes the id. */
  readonly from: 'url_name' | 'slug' | 'name' | 'display_name' | 'digest';
}

/** The id that an element asks for (OLX rule 12). */
export function sourceIdOf(element: XmlElementReader): SourceId {
  const { attributes } = element;
  // The first attribute that is there decides, even if it is empty: then the id is made from the markup.
  for (const from of ['url_name', 'slug', 'name', 'display_name'] as const) {
    const value = attributes.get(from);
    if (value === undefined) continue;
    const id = from === 'url_name' || from === 'slug' ? value : cleanId(value);
    return id === '' ? { id: fallbackId(element), from: 'digest' } : { id, from };
  }
  return { id: fallbackId(element), from: 'digest' };
}

/** An id made from the element's markup, around the id that is taken already if there is one (OLX rules 12 and 13). */
export function fallbackId(element: XmlElementReader, taken?: string): string {
  const { tag } = element;
  // An id that was made this way before gets a new digest instead of a second one.
  const made = taken !== undefined && taken.startsWith(tag) && /[0-9a-fA-F]{12}$/.test(taken);
  const name = made ? taken.slice(tag.length + 1, -12) : (taken ?? '');
  return `${tag}${name === '' ? '' : `_${name}`}_${digest(element)}`;
}
