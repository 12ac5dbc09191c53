import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;
const MIN_LENGTH = 8;
/** VSCHAR of RFC 6749 appendix A.2: what a client secret may consist of. */
const VISIBLE_ASCII = /^[\x20-\x7E]+$/;
/** Compared with when there is no such client, so that this takes as long as a wrong secret. The hash of nothing we know. */
const NO_HASH = '0'.repeat(64);

/** 256 random bits as text. */
export function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** What to store in place of the secret. A fast hash: a secret of ours has 256 bits of chance in it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether the secret is the one of this hash, in constant time; with null always false, in the same time. */
export function secretMatches(secret: string, secretHash: string | null): boolean {
  const equal = timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(secretHash ?? NO_HASH));
  return equal && secretHash !== null;
}

/** What is wrong with a secret that an operator has chosen, or null. */
export function secretFault(secret: string): string | null {
  if (secret.length >= MIN_LENGTH && VISIBLE_ASCII.test(secret)) return null;
  return `client_secret must have at least ${MIN_LENGTH} characters, all of them visible ASCII or spaces. Leave it out to get a random one.`;
}
