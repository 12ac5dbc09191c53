import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const UNLOCK_KEY_MIN_LENGTH = 8;
export const UNLOCK_KEY_MAX_LENGTH = 200;
const SALT_BYTES = 16;

/**
 * What to store in place of an unlock key: `salt:hash`. A fast hash, because it is checked at every request; a key is
 * shared by many people and guards nothing that does not stand in the same database, and guesses are counted.
 */
export function hashUnlockKey(key: string): string {
  const salt = randomBytes(SALT_BYTES).toString('base64url');
  return `${salt}:${digest(salt, key).toString('base64url')}`;
}

/** Whether this is the key of the hash; in constant time. */
export function unlockKeyMatches(key: string, stored: string): boolean {
  const [salt = '', hash = ''] = stored.split(':');
  const expected = Buffer.from(hash, 'base64url');
  const given = digest(salt, key);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function digest(salt: string, key: string): Buffer {
  return createHash('sha256').update(`${salt}:${key}`).digest();
}
