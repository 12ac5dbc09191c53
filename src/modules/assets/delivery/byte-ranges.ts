import type { ByteRange } from '../store/asset-store.js';

/** More parts than a reader of real files ever asks for; a request with more is answered with the whole (RFC 9110 14.2, 17.15). */
export const MAX_RANGES = 32;

const RANGES_SPECIFIER = /^bytes=(.*)$/i;
const RANGE_SPEC = /^(?:(\d+)-(\d*)|-(\d+))$/;

/**
 * The parts that a `Range` header asks of `size` bytes (RFC 9110 14.1.2), in ascending order and joined where they touch, so
 * that no byte is sent twice; `unsatisfiable` when none of them exists. Null when the header is to be ignored, as the RFC
 * says of other units and of what does not follow the grammar, and as it allows for a flood of parts.
 *
 * An empty file has no range; some clients send `Range` with every request, so that one is ignored, not refused.
 */
export function byteRanges(header: string | undefined, size: number): readonly ByteRange[] | 'unsatisfiable' | null {
  const list = RANGES_SPECIFIER.exec(header ?? '')?.[1];
  if (list === undefined || size === 0) return null;
  // RFC 9110 5.6.1: a recipient reads over empty list elements.
  const specs = list
    .split(',', 10 * MAX_RANGES)
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  if (specs.length === 0 || specs.length > MAX_RANGES) return null;
  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    const range = rangeOf(spec, size);
    if (range === null) return null;
    if (range !== 'absent') ranges.push(range);
  }
  return ranges.length === 0 ? 'unsatisfiable' : joined(ranges);
}

/** Null: not the grammar. Numbers beyond 2^53 lose digits, which changes nothing: no file reaches so far. */
function rangeOf(spec: string, size: number): ByteRange | 'absent' | null {
  const match = RANGE_SPEC.exec(spec);
  if (!match) return null;
  const [, first, last, suffix] = match;
  if (suffix !== undefined) {
    // A suffix longer than the file is the whole file.
    return Number(suffix) === 0 ? 'absent' : { start: Math.max(0, size - Number(suffix)), end: size - 1 };
  }
  const start = Number(first);
  const end = last ? Number(last) : size - 1;
  // RFC 9110 14.1.1: a last position before the first is invalid, not merely absent. A missing one is the end of the file.
  if (last && end < start) return null;
  return start >= size ? 'absent' : { start, end: Math.min(end, size - 1) };
}

function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const result: ByteRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end + 1) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else result.push(range);
  }
  return result;
}
