/** Which texts may stand in which part of a key: for keys made from parts instead of read. */
import { all, ASCII_SLUG, GUID, ID, PERCENT_ID, SLUG } from './characters.js';
import { InvalidKeyError } from './invalid-key-error.js';

/** One rule: the test, and the words for a text that fails it. */
export interface Rule {
  readonly test: RegExp;
  readonly expected: string;
}

const ID_WORDS = 'letters, digits and any of _-~.:';

export const AN_ID: Rule = { test: all(ID), expected: ID_WORDS };
export const A_PERCENT_ID: Rule = { test: all(PERCENT_ID), expected: `${ID_WORDS} and %` };
export const A_SLUG: Rule = { test: all(SLUG), expected: 'letters, digits and any of _-.' };
export const AN_ASCII_SLUG: Rule = { test: all(ASCII_SLUG), expected: 'ASCII letters, digits and any of _-.' };
export const A_DEPRECATED_TYPE: Rule = { test: /^[^/]+$/, expected: 'a type without a slash' };
export const A_GUID: Rule = {
  test: new RegExp(`^${GUID}$`),
  expected: 'a guid of 24 hexadecimal digits in lower case',
};

export const A_NUMBER: Rule = { test: /^\p{Nd}+$/u, expected: 'digits' };

/** The part of a course key on which the rules for the things in it depend. */
interface Course {
  readonly namespace: string;
  readonly deprecated: boolean;
}

/** What may be the type and the id of a block in this course. */
export function forBlocksOf(course: Course): { readonly type: Rule; readonly id: Rule } {
  if (course.deprecated) return { type: A_DEPRECATED_TYPE, id: A_PERCENT_ID };
  return course.namespace === 'lib' ? { type: AN_ASCII_SLUG, id: A_SLUG } : { type: AN_ID, id: AN_ID };
}

/** What may be the type and the path of an asset in this course. */
export function forAssetsOf(course: Course): { readonly type: Rule; readonly id: Rule } {
  return { type: course.deprecated ? A_DEPRECATED_TYPE : AN_ID, id: A_PERCENT_ID };
}

/** Returns `text` if the rule allows it. @throws InvalidKeyError */
export function checked(text: string, rule: Rule): string {
  if (typeof text !== 'string' || !rule.test.test(text)) throw new InvalidKeyError(text, rule.expected);
  return text;
}
