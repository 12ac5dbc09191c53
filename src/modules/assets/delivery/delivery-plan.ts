import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../common/errors/app-error.js';
import type { ByteRange } from '../store/asset-store.js';
import { byteRanges } from './byte-ranges.js';
import { contentHeaders, type DeliverableFile } from './content-headers.js';
import { preconditions, rangeApplies } from './preconditions.js';

/** A piece of an answer's body: some text of ours, then some bytes of the file. */
export interface DeliveryPart {
  readonly before: string;
  readonly range: ByteRange;
}

/** How one request for an asset's bytes is answered; the bytes themselves are not touched yet. */
export interface DeliveryPlan {
  readonly status: 200 | 206 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: readonly DeliveryPart[];
  /** Ends the body. */
  readonly after: string;
}

/**
 * Decides status, headers and parts of a GET or HEAD (SPEC A-3; RFC 9110 13 and 14). Whether the caller may have the asset
 * is decided before: a condition must not tell anybody what a locked file is (operations.md C5.3).
 * @throws AppError 412 when a precondition fails, 416 when no part of a range exists
 */
export function deliveryPlan(asset: DeliverableFile, request: IncomingHttpHeaders): DeliveryPlan {
  const headers = contentHeaders(asset);
  const etag = headers.etag!;
  const verdict = preconditions(request, { etag, lastModified: asset.edited });
  if (verdict === 'failed') throw preconditionFailed(etag);
  if (verdict === 'not-modified') return { status: 304, headers: withoutContent(headers), parts: [], after: '' };
  const ranges = rangeApplies(request['if-range'], etag) ? byteRanges(request.range, asset.size) : null;
  if (ranges === 'unsatisfiable') throw rangeNotSatisfiable(request.range!, asset.size);
  if (ranges === null) return whole(asset, headers);
  return ranges.length === 1 ? onePart(asset, headers, ranges[0]!) : severalParts(asset, headers, ranges);
}

function whole({ size }: DeliverableFile, headers: Record<string, string>): DeliveryPlan {
  const parts = size === 0 ? [] : [{ before: '', range: { start: 0, end: size - 1 } }];
  return { status: 200, headers: { ...headers, 'content-length': String(size) }, parts, after: '' };
}

function onePart({ size }: DeliverableFile, headers: Record<string, string>, range: ByteRange): DeliveryPlan {
  const own = { 'content-range': contentRange(range, size), 'content-length': String(lengthOf(range)) };
  return { status: 206, headers: { ...headers, ...own }, parts: [{ before: '', range }], after: '' };
}

/** `multipart/byteranges` (RFC 9110 14.6). The boundary is random, so no file can hold it by design. */
function severalParts(
  { size }: DeliverableFile,
  headers: Record<string, string>,
  ranges: readonly ByteRange[],
): DeliveryPlan {
  const boundary = randomUUID();
  const type = headers['content-type']!;
  const parts = ranges.map((range, index) => ({
    before: `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(range, size)}\r\n\r\n`,
    range,
  }));
  const after = `\r\n--${boundary}--\r\n`;
  const length = parts.reduce((sum, { before, range }) => sum + before.length + lengthOf(range), after.length);
  const own = { 'content-type': `multipart/byteranges; boundary=${boundary}`, 'content-length': String(length) };
  return { status: 206, headers: { ...headers, ...own }, parts, after };
}

function contentRange({ start, end }: ByteRange, size: number): string {
  return `bytes ${start}-${end}/${size}`;
}

function lengthOf({ start, end }: ByteRange): number {
  return end - start + 1;
}

/** RFC 9110 15.4.5: a 304 says what the cache needs to know, and nothing about a content that is not there. */
function withoutContent(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'content-type' && name !== 'content-disposition'),
  );
}

function preconditionFailed(etag: string): AppError {
  return new AppError(
    'precondition_failed',
    `The file is not what the request expects; its ETag is ${etag} now. Fetch it anew without If-Match and If-Unmodified-Since.`,
    {
      headers: { etag },
      extra: { current_version: etag },
    },
  );
}

function rangeNotSatisfiable(range: string, size: number): AppError {
  return new AppError(
    'range_not_satisfiable',
    `The file has ${size} bytes, and none of them is in "${range}". Positions count from 0.`,
    {
      headers: { 'content-range': `bytes */${size}`, 'accept-ranges': 'bytes' },
    },
  );
}
