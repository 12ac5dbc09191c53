import { continuedTrace, traceIdOf } from './trace-context.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('traceparent (SPEC R-16, W3C Trace Context)', () => {
  it.each([
    undefined,
    '',
    `ff-${TRACE}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01\n`,
  ])('that is not valid begins a new trace: %j', (sent) => {
    const traceparent = continuedTrace(sent);
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(traceIdOf(traceparent)).not.toBe(TRACE);
  });

  it.each([
    ['00', '01', '01'],
    ['00', '00', '00'],
    ['00', 'ff', '01'],
    ['cc', '01-what-will-be', '01'],
  ])('of version %s with the flags %s goes on in the same trace, with an id of its own', (version, flags, expected) => {
    const traceparent = continuedTrace(`${version}-${TRACE}-${PARENT}-${flags}`);
    expect(traceparent).toMatch(new RegExp(`^00-${TRACE}-(?!${PARENT})[0-9a-f]{16}-${expected}$`));
    expect(traceIdOf(traceparent)).toBe(TRACE);
  });

  it('has another span for each request', () => {
    expect(continuedTrace(undefined)).not.toBe(continuedTrace(undefined));
  });
});
