import { byteRanges, MAX_RANGES } from './byte-ranges.js';

describe('byteRanges (RFC 9110 14, SPEC A-3)', () => {
  it.each([
    ['no header', undefined],
    ['another unit', 'seconds=0-1'],
    ['nothing after the unit', 'bytes='],
    ['only commas', 'bytes=,,,'],
    ['no numbers', 'bytes=a-b'],
    ['a sign', 'bytes=+1-2'],
    ['a negative position', 'bytes=--5'],
    ['a last position before the first', 'bytes=5-4'],
    ['a good range beside a bad one', 'bytes=0-1,x'],
    ['spaces inside', 'bytes=0 - 1'],
    ['digits of another script', 'bytes=٠-١'],
  ])('ignores %s', (_, header) => {
    expect(byteRanges(header, 100)).toBeNull();
  });

  it('ignores a flood of ranges, however it is written', () => {
    const flood = (count: number, gap: number) =>
      `bytes=${Array.from({ length: count }, (_, i) => `${i * gap}-${i * gap}`).join(',')}`;
    expect(byteRanges(flood(MAX_RANGES + 1, 2), 100_000)).toBeNull();
    expect(byteRanges(flood(5000, 2), 100_000)).toBeNull();
    expect(byteRanges(`bytes=${'0-,'.repeat(5000)}0-`, 100_000)).toBeNull();
    expect(byteRanges(`bytes=${','.repeat(5000)}0-1`, 100_000)).toBeNull();
    expect(byteRanges(flood(MAX_RANGES, 2), 100_000)).toHaveLength(MAX_RANGES);
  });

  it('never sends a byte twice: overlapping and touching ranges become one', () => {
    expect(byteRanges('bytes=0-,0-,0-', 100)).toEqual([{ start: 0, end: 99 }]);
    expect(byteRanges('bytes=10-19,0-9,15-30,50-60', 100)).toEqual([
      { start: 0, end: 30 },
      { start: 50, end: 60 },
    ]);
  });

  it('finds nothing beyond the end, and leaves absent parts out when others are there', () => {
    expect(byteRanges('bytes=100-', 100)).toBe('unsatisfiable');
    expect(byteRanges('bytes=-0', 100)).toBe('unsatisfiable');
    expect(byteRanges('bytes=100-200,300-', 100)).toBe('unsatisfiable');
    expect(byteRanges('bytes=100-200,5-6', 100)).toEqual([{ start: 5, end: 6 }]);
    expect(byteRanges(`bytes=${'9'.repeat(400)}-`, 100)).toBe('unsatisfiable');
  });

  it('reads the three forms, in any case and with spaces around', () => {
    expect(byteRanges('bytes=0-0', 100)).toEqual([{ start: 0, end: 0 }]);
    expect(byteRanges('BYTES= 90- ', 100)).toEqual([{ start: 90, end: 99 }]);
    expect(byteRanges('bytes=-5', 100)).toEqual([{ start: 95, end: 99 }]);
    expect(byteRanges('bytes=50-1000', 100)).toEqual([{ start: 50, end: 99 }]);
  });

  it('takes a suffix longer than the file for the whole of it', () => {
    expect(byteRanges('bytes=-500', 100)).toEqual([{ start: 0, end: 99 }]);
  });

  it('has no ranges of an empty file', () => {
    expect(byteRanges('bytes=0-', 0)).toBeNull();
  });
});
