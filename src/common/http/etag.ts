import { createHash } from 'node:crypto';

/**
 * A strong ETag (RFC 9110 8.8.3) from what determines the bytes: the version of the content, the query that shapes it
 * and the caller whom the links are made for. Not from the body: a 304 must not cost the body (SPEC R-12).
 */
export function strongEtag(version: string, ...circumstances: readonly string[]): string {
  const shape = createHash('sha256').update(circumstances.join('\n')).digest('base64url').slice(0, 8);
  return `"${version}.${shape}"`;
}

/** Whether an `If-None-Match` header names the tag. Weak comparison, as RFC 9110 13.1.2 says for it. */
export function ifNoneMatch(header: string | undefined, etag: string): boolean {
  if (!header) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
