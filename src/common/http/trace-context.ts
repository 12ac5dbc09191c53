import { randomUUID } from 'node:crypto';

/** W3C Trace Context 3.2: version, trace id, parent id, flags; later versions may add more after another dash. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_PARENT = '0'.repeat(16);

/**
 * The `traceparent` of an answer (SPEC R-16): in the caller's trace, with an id of our own for this request. What is not
 * valid is ignored and a new trace begun, as the recommendation says (4.3).
 */
export function continuedTrace(sent: string | string[] | undefined): string {
  const [, version, trace, parent, flags, rest] = (typeof sent === 'string' && TRACEPARENT.exec(sent)) || [];
  const valid =
    version !== undefined &&
    version !== 'ff' &&
    trace !== NO_TRACE &&
    parent !== NO_PARENT &&
    (version !== '00' || rest === undefined);
  // Only the "sampled" bit means something in version 00, which is what we send.
  return valid
    ? `00-${trace}-${spanId()}-0${parseInt(flags!, 16) & 1}`
    : `00-${randomUUID().replaceAll('-', '')}-${spanId()}-00`;
}

/** The trace id of a `traceparent`, for the log. */
export function traceIdOf(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string' ? traceparent.slice(3, 35) : undefined;
}

/** 16 hexadecimal digits, never all zero: the variant bits of a UUID are in them. Node keeps random bytes ready for UUIDs. */
function spanId(): string {
  return randomUUID().slice(19).replace('-', '');
}
