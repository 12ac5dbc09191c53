import { hash } from '@node-rs/argon2';

/** OWASP's minimum for argon2id (operations.md C4.1): 19 MiB, two passes, one lane. The library's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MIN_LENGTH = 8;
const MAX_LENGTH = 128;

/**
 * One form for what looks the same, whatever keyboard it was typed on (NIST SP 800-63B 3.1.1.2: NFKC). Whoever verifies
 * a password has to do the same to it first.
 */
export function normalisedPassword(password: string): string {
  return password.normalize('NFKC');
}

/** What is wrong with a new password, or null. Length is all that counts; it is never cut (operations.md C4.3). */
export function passwordFault(password: string): string | null {
  const length = [...normalisedPassword(password)].length;
  if (length >= MIN_LENGTH && length <= MAX_LENGTH) return null;
  return `password must have ${MIN_LENGTH} to ${MAX_LENGTH} characters, but has ${length}.`;
}

/** The hash to store, in PHC string form. Takes some 20 ms of one core, outside the event loop. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normalisedPassword(password), PARAMETERS);
}
