import type { JsonValue } from './block-catalogue.js';

/** No policy of a course nests anywhere near this deep; what does is an attack on whoever walks or prints it. */
const MAXIMUM_DEPTH = 64;
/** With the `u` flag a pair of surrogates is one character, and only a lone one matches. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/**
 * `text` as PostgreSQL can hold it: NUL and lone surrogates become the replacement character U+FFFD. They cannot stand in
 * XML, but in .html and .json files; edX fails on the first and stores the second. The rest of the text is worth keeping,
 * so only they are replaced, and the caller reports it as an error.
 */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}

/** Why a JSON value cannot be kept as it is. */
export type JsonFlaw = 'characters' | 'depth';

/** A JSON value as it can be kept. */
export interface StorableJson {
  readonly value: JsonValue;
  readonly flaws: readonly JsonFlaw[];
}

/** `value` with its strings made storable; what is nested deeper than 64 levels becomes null. */
export function storableJson(value: JsonValue): StorableJson {
  const flaws = new Set<JsonFlaw>();
  const text = (found: string): string => {
    const stored = storableText(found);
    if (stored !== found) flaws.add('characters');
    return stored;
  };
  const walk = (found: JsonValue, depth: number): JsonValue => {
    if (typeof found === 'string') return text(found);
    if (typeof found !== 'object' || found === null) return found;
    if (depth === 0) {
      flaws.add('depth');
      return null;
    }
    if (Array.isArray(found)) return found.map((member) => walk(member, depth - 1));
    // fromEntries defines members: one named __proto__ stays a member.
    return Object.fromEntries(Object.entries(found).map(([key, member]) => [text(key), walk(member, depth - 1)]));
  };
  return { value: walk(value, MAXIMUM_DEPTH), flaws: [...flaws] };
}
