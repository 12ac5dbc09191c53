import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

const PREFIX = 'whsec_';
const BYTES = 32;
/** Standard Webhooks asks for 24 to 64. */
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

/** A new secret in the form of Standard Webhooks. */
export function newSecret(): string {
  return PREFIX + randomBytes(BYTES).toString('base64');
}

/** Whether a text is a secret in that form. */
export function isSecret(text: string): boolean {
  const encoded = text.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64');
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  return text.startsWith(PREFIX) && isBase64 && bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES;
}

/** What is signed. */
export interface SignedMessage {
  readonly id: string;
  readonly timestamp: Date;
  readonly body: string;
}

/** The headers of Standard Webhooks; with a signature of each secret, so that receivers can change over without a gap. */
export function signatureHeaders(
  { id, timestamp, body }: SignedMessage,
  secrets: readonly string[],
): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, timestamp, body)).join(' '),
  };
}
