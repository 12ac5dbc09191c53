/**
 * The characters of which keys are made, as sources for regular expressions with the `u` flag.
 *
 * The reference library is Python, whose `\w` is exactly the letters (L) and numbers (N) of all scripts and the
 * underscore: no combining marks (compared for every assigned code point). JavaScript's `\w` is ASCII only.
 */
export const WORD = '\\p{L}\\p{N}_';

/** One character of an id: org, course, run, branch, block type, block id. */
export const ID = `[${WORD}\\-~.:]`;

/** One character of an asset path, or of a name or revision in a deprecated key: an id's, and the percent sign. */
export const PERCENT_ID = `[${WORD}\\-~.:%]`;

/** One character of org, course and run in a deprecated key. */
export const DEPRECATED_PART = `[${WORD}.%\\-]`;

/** One character of a slug or id in the keys of v2 libraries. */
export const SLUG = `[${WORD}\\-.]`;

/** One character of an org or a type in the keys of v2 libraries: ASCII alone, as the reference has it. */
export const ASCII_SLUG = '[a-zA-Z0-9_\\-.]';

/**
 * A version or definition guid. 24 digits are the reference's (an ObjectId); 32 are read as well, and printed as
 * they came, because seed 003 writes them (SPEC section 1, "version ids").
 */
export const GUID = '(?:[a-f0-9]{24}|[a-f0-9]{32})';

/** The test that a text is one or more of `character`, and nothing else: `$` without the `m` flag allows no trailing newline. */
export function all(character: string): RegExp {
  return new RegExp(`^${character}+$`, 'u');
}

/** The letters that Python's IGNORECASE also takes for `i`, `k` and `s`: dotted and dotless i, the Kelvin sign, the long s. */
const FURTHER_CASES: Readonly<Record<string, string>> = { i: '\u0130\u0131', k: '\u212A', s: '\u017F' };

/**
 * `word` in any case. Spelled out instead of the `i` flag: with `i`, JavaScript lets `\p{L}` match a combining mark
 * that folds to a letter (U+0345), which Python does not.
 */
export function anyCase(word: string): string {
  return word.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}${FURTHER_CASES[letter] ?? ''}]`);
}
