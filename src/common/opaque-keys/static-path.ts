import { WORD } from './characters.js';

const NOT_KEPT = new RegExp(`[^${WORD}.%\\-]`, 'gu');

/**
 * The asset path that Studio gives to a file of the `static` folder (OLX 1c): each slash, and then each character that
 * is not a letter, digit or one of `_.%-`, becomes an underscore. Case stays, runs of underscores are not collapsed
 * (a transcript's name may hold a video id with two of them), and nothing is normalised: an accent that stands as a
 * combining mark becomes an underscore of its own.
 */
export function cleanStaticPath(path: string): string {
  return path.replaceAll(NOT_KEPT, '_');
}
