import fc from 'fast-check';
import { isInstant, readDate, readEpochMilliseconds } from './field-dates.js';

describe('readDate', () => {
  it.each([
    '',
    'soon',
    '2030',
    '2030-02',
    '2030-02-30',
    '2030-13-01',
    '2030-00-10',
    '2030-01-00',
    '0000-01-01',
    '2030-01-01T24:00',
    '2030-01-01T12:60',
    '2030-01-01T12:00:60',
    '2030-01-01T12:00+24:00',
    '2030-01-01T12:00 EST',
    '2030-01-01T12',
    '0001-01-01T00:00:00+01:00',
    'February 30, 2012',
    'Marble 3, 2012',
    'March 3',
    'March 3, 2012 13:00 pm',
    '03/04/2012',
    '2030-01-01T12:00:00Z and then some',
    `2030-01-01${' '.repeat(100)}T00:00`,
  ])('takes no date from %j', (text) => {
    expect(readDate(text)).toBeNull();
  });

  it.each([
    ['2030-01-31T09:00:00Z', '2030-01-31T09:00:00Z'],
    ['2030-01-31T09:00:00+00:00', '2030-01-31T09:00:00Z'],
    ['2030-01-31T00:30:00+02:00', '2030-01-30T22:30:00Z'],
    ['2030-01-31T23:30:00-0545', '2030-02-01T05:15:00Z'],
    ['2012-07-10T20:00', '2012-07-10T20:00:00Z'],
    ['2012-07-10 20:00 UTC', '2012-07-10T20:00:00Z'],
    ['2012-7-1', '2012-07-01T00:00:00Z'],
    ['2016-02-29', '2016-02-29T00:00:00Z'],
    ['  2030-01-31T09:00:00Z\n', '2030-01-31T09:00:00Z'],
    ['2030-01-31T09:00:00.250000Z', '2030-01-31T09:00:00.25Z'],
    ['2030-01-31T09:00:00.000000', '2030-01-31T09:00:00Z'],
    ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00Z'],
    ['September 5, 2012', '2012-09-05T00:00:00Z'],
    ['Sep 5 2012 8:30 pm', '2012-09-05T20:30:00Z'],
    ['5 Sept 2012 at 12:05 AM UTC', '2012-09-05T00:05:00Z'],
  ])('reads %j', (text, instant) => {
    expect(readDate(text)).toBe(instant);
  });

  it('reads back what it wrote, unchanged', () => {
    const years = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), fc.integer({ min: -839, max: 839 }), (date, offset) => {
        const sign = offset < 0 ? '-' : '+';
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const zone = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        const local = new Date(date.getTime() + offset * 60_000);
        fc.pre(local.getUTCFullYear() >= 1 && local.getUTCFullYear() <= 9999);

        const read = readDate(local.toISOString().replace('Z', zone));
        expect(read && new Date(read).getTime()).toBe(date.getTime());
        expect(readDate(read ?? '')).toBe(read);
      }),
    );
  });

  it('throws at nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readDate(text)));
  });
});

describe('readEpochMilliseconds', () => {
  it.each([NaN, Infinity, -Infinity, 1e300, -1e15])('takes no date from %p', (milliseconds) => {
    expect(readEpochMilliseconds(milliseconds)).toBeNull();
  });

  it('reads milliseconds since 1970, before it as well', () => {
    expect(readEpochMilliseconds(1_893_456_000_000)).toBe('2030-01-01T00:00:00Z');
    expect(readEpochMilliseconds(-1)).toBe('1969-12-31T23:59:59.999Z');
  });
});

describe('isInstant (SPEC R-5)', () => {
  it.each([
    '2030-01-01',
    '2030-01-01T09:00:00',
    '2030-01-01T09:00Z',
    '2030-02-30T09:00:00Z',
    '2030-01-01 09:00:00Z',
    '2030-01-01T09:00:00+0200',
    '2030-01-01T09:00:00Z\n',
    'January 1, 2030 09:00 UTC',
  ])('refuses %j', (text) => {
    expect(isInstant(text)).toBe(false);
  });

  it.each(['2030-01-01T09:00:00Z', '2030-01-01T09:00:00.5Z', '2030-01-01T09:00:00-03:30'])('accepts %j', (text) => {
    expect(isInstant(text)).toBe(true);
  });
});
