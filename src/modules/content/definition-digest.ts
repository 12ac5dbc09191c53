import { createHash } from 'node:crypto';

/**
 * What two definitions have in common exactly when they say the same.
 * @param content JSON text of the content fields
 * @param olx JSON text of the remainder of its OLX, or null
 */
export function definitionDigest(type: string, content: string, olx: string | null): string {
  return createHash('sha256').update(`${type}\n${content}\n${olx}`).digest('base64url');
}
