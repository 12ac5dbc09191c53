import type { IncomingHttpHeaders } from 'node:http';
import { ifNoneMatch } from '../../../common/http/etag.js';

/** What preconditions are held against. */
export interface Validators {
  /** Strong, with its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** What a request's preconditions say, in the order of RFC 9110 13.2.2. */
export function preconditions(
  headers: IncomingHttpHeaders,
  { etag, lastModified }: Validators,
): 'failed' | 'not-modified' | 'met' {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!strongMatch(ifMatch, etag)) return 'failed';
  } else if (isAfter(lastModified, headers['if-unmodified-since'])) return 'failed';
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return ifNoneMatch(noneMatch, etag) ? 'not-modified' : 'met';
  const since = headers['if-modified-since'];
  return httpDate(since) !== null && !isAfter(lastModified, since) ? 'not-modified' : 'met';
}

/**
 * Whether the `Range` header counts (RFC 9110 13.1.5). A date never validates: a file can change twice within the second that
 * a date can tell, and the parts of two files would be joined to one that never was.
 */
export function rangeApplies(ifRange: string | string[] | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange === etag;
}

function strongMatch(header: string, etag: string): boolean {
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim() === etag);
}

/** False when there is no date to compare with: RFC 9110 13.1.3 and 13.1.4 ignore what is no date. */
function isAfter(lastModified: Date, header: string | undefined): boolean {
  const date = httpDate(header);
  return date !== null && Math.floor(lastModified.getTime() / 1000) * 1000 > date;
}

function httpDate(header: string | undefined): number | null {
  const time = header !== undefined && header.endsWith(' GMT') ? Date.parse(header) : NaN;
  return Number.isNaN(time) ? null : time;
}
