import { randomBytes } from 'node:crypto';

/**
 * A new id for a version or a definition: 24 lower-case hexadecimal digits, the form that opaque keys can carry (SPEC
 * section 1 "version ids"). The leading 8 are the time in seconds, so ids of one time lie together in an index.
 */
export function newGuid(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0');
  return seconds + randomBytes(8).toString('hex');
}
