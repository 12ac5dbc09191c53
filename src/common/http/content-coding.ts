import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';

/**
 * Content codings of answers (RFC 9110 8.4.1; zstd: RFC 8878), the preferred one first: at nearly the same size zstd costs a
 * third of the others (docs/operations.md).
 */
export const CONTENT_CODINGS = ['zstd', 'br', 'gzip'] as const;
export type ContentCoding = (typeof CONTENT_CODINGS)[number];

// "+" stands in no tag that the service makes (they are hexadecimal or base64url), so no tag ends in this by accident.
const CODED = /\+(br|zstd|gzip)"$/;

/** The ETag of a representation in a coding: other bytes, so another strong tag (RFC 9110 8.8.3.3). */
export function codedEtag(etag: string, coding: ContentCoding): string {
  return etag.startsWith('W/') || CODED.test(etag) ? etag : `${etag.slice(0, -1)}+${coding}"`;
}

/** The tag without what {@link codedEtag} added: the one that the resource knows. */
export function uncodedEtag(etag: string): string {
  return etag.replace(CODED, '"');
}

/**
 * Turns the tags of a request's conditions into those that resources know, so that nothing below has to know of codings.
 * What `If-None-Match` names in a coding that the request does not accept stays as it is and matches nothing: a 304 would
 * send the client to a copy that it cannot read. `If-Range` is left alone: parts of a file are never in a coding.
 * @returns the tags of `If-None-Match` that may be answered with, preferred codings first, for {@link sentEtag};
 *   undefined when nothing was changed
 */
export function uncodeConditions(headers: IncomingHttpHeaders): string[] | undefined {
  const ifMatch = headers['if-match'];
  if (ifMatch?.includes('+')) headers['if-match'] = tagsOf(ifMatch).map(uncodedEtag).join(', ');
  const ifNoneMatch = headers['if-none-match'];
  if (!ifNoneMatch?.includes('+')) return undefined;
  const accepted = new Set<string>(new Negotiator({ headers }).encodings([...CONTENT_CODINGS]));
  const isReadable = (tag: string) => codingOf(tag) === undefined || accepted.has(codingOf(tag)!);
  const sent = tagsOf(ifNoneMatch);
  headers['if-none-match'] = sent.map((tag) => (isReadable(tag) ? uncodedEtag(tag) : tag)).join(', ');
  return sent.filter(isReadable).sort((a, b) => preference(a) - preference(b));
}

/**
 * The tag of a 304 (RFC 9110 15.4.5): of the copies that the client has, the one that the 200 would most likely have been.
 * @param etag as the resource knows it
 * @param readable what {@link uncodeConditions} returned
 */
export function sentEtag(etag: string, readable: readonly string[]): string {
  return readable.map(withoutWeakness).find((tag) => uncodedEtag(tag) === etag) ?? etag;
}

function codingOf(etag: string): string | undefined {
  return CODED.exec(etag)?.[1];
}

function preference(etag: string): number {
  const index = CONTENT_CODINGS.findIndex((coding) => coding === codingOf(etag));
  return index < 0 ? CONTENT_CODINGS.length : index;
}

/** A proxy may have weakened a tag; conditions on GET compare weakly (RFC 9110 13.1.2). */
function withoutWeakness(etag: string): string {
  return etag.replace(/^W\//, '');
}

function tagsOf(list: string): string[] {
  return list.split(',').map((tag) => tag.trim());
}
