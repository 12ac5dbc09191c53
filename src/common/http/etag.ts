import { createHash } from 'node:crypto';

/**
 * A strong ETag (RFC 9110 8.8.3) from what determines the bytes: the version of the resource and, after the dot, a
 * digest of the circumstances (query, caller, format). Not from the body: a 304 must not cost the body (SPEC R-12).
 * @param version without dots and quotes, so that a writer's `If-Match` can be held against it alone
 */
export function strongEtag(version: string, ...circumstances: readonly string[]): string {
  const shape = createHash('sha256').update(circumstances.join('\n')).digest('base64url').slice(0, 8);
  return `"${version}.${shape}"`;
}

/** Whether an `If-None-Match` header names the tag. Weak comparison, as RFC 9110 13.1.2 says for it. */
export function ifNoneMatch(header: string | undefined, etag: string): boolean {
  if (!header) return false;
  if (header.trim() === '*') return true;
  return entityTags(header).some((tag) => tag.replace(/^W\//, '') === etag);
}

/**
 * Whether an `If-Match` header names the version that is there. Strong comparison (RFC 9110 13.1.1), of the version
 * alone: a writer who read the resource as a minimal view, or in French, read this version (ADR 0014).
 * @param version the version that is there now; null when nothing is there
 */
export function ifMatch(header: string, version: string | null): boolean {
  if (version === null) return false;
  if (header.trim() === '*') return true;
  return entityTags(header).some((tag) => tag === `"${version}"` || tag.startsWith(`"${version}.`));
}

/** The tags of a header. Commas inside quotes belong to the tag (RFC 9110 8.8.3). */
function entityTags(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
