import { InvalidInputError } from '../errors/app-error.js';

export const IDEMPOTENCY_KEY = 'idempotency-key';
const MAX_LENGTH = 255;
/** Visible ASCII without quotes and backslashes; as the IETF draft writes it, in quotes, or bare. */
export const IDEMPOTENCY_KEY_PATTERN = '^("[\\x21\\x23-\\x5b\\x5d-\\x7e]+"|[\\x21\\x23-\\x5b\\x5d-\\x7e]+)$';

/**
 * The key of a request; null when it has none. The IETF draft writes it as a quoted string; many clients send it bare,
 * and both mean the same key.
 * @throws InvalidInputError when it cannot be one
 */
export function idempotencyKeyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const text = String(header).trim();
  const key = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(key) && key.length <= MAX_LENGTH) return key;
  throw new InvalidInputError({
    'Idempotency-Key': [
      `Idempotency-Key must have 1 to ${MAX_LENGTH} visible ASCII characters without spaces, quotes and backslashes; a UUID is a good one.`,
    ],
  });
}
