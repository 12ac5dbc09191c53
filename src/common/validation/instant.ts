/** What is wrong with a text that should name an instant; the end of the sentence "{field} …". */
export interface InstantFault {
  readonly fault: string;
}

const EXAMPLE = '2026-09-01T08:00:00Z or 2026-09-01T10:00:00+02:00';

/** RFC 3339 5.6, and of ISO 8601 the seconds left out and offsets without a colon or without minutes. */
const INSTANT =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[Tt](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{1,12}))?)?(?<zone>[Zz]|(?<sign>[+-])(?<zoneHour>\d\d)(?::?(?<zoneMinute>\d\d))?)$/;
const WITHOUT_OFFSET = /^\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$/;
const LOST_PLUS = /^\d{4}-\d\d-\d\d[Tt][\d:.]+ \d\d:?\d\d$/;
const EXPANDED_YEAR = /^[+-]?\d{5,}-|^[+-]\d{4,}-/;

/**
 * Reads a point in time (SPEC R-5). Offsets become UTC; digits beyond milliseconds are dropped.
 * @returns the instant, or what is wrong with the text and how to write it
 */
export function parseInstant(text: string): Date | InstantFault {
  const groups = INSTANT.exec(text)?.groups;
  if (!groups) return { fault: formFault(text) };
  const number = (name: string) => Number(groups[name] ?? 0);
  const [year, month, day] = [number('year'), number('month'), number('day')];
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    return { fault: `names a day that does not exist: ${text.slice(0, 10)}` };
  if (second === 60)
    return { fault: 'names a leap second, which cannot be stored; write second 59, or the minute after it' };
  if (hour > 23 || minute > 59 || second > 59)
    return {
      fault: 'names a time of day that does not exist; hours go from 00 to 23, minutes and seconds from 00 to 59',
    };
  if (number('zoneHour') > 23 || number('zoneMinute') > 59)
    return { fault: 'has an offset that does not exist; offsets go from -23:59 to +23:59, and Z is UTC' };
  const milliseconds = Number((groups['fraction'] ?? '').slice(0, 3).padEnd(3, '0'));
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  instant.setUTCHours(hour, minute, second, milliseconds);
  const offset = (number('zoneHour') * 60 + number('zoneMinute')) * (groups['sign'] === '-' ? -1 : 1);
  instant.setTime(instant.getTime() - offset * 60_000);
  // What answers write as four digits, and PostgreSQL keeps without "BC".
  if (instant.getUTCFullYear() < 1 || instant.getUTCFullYear() > 9999)
    return { fault: 'must be in the years 0001 to 9999 UTC' };
  return instant;
}

/** Days of a month of the Gregorian calendar. `Date.UTC` would take the years 0 to 99 for 1900 to 1999. */
function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function formFault(text: string): string {
  if (WITHOUT_OFFSET.test(text)) return `must say its offset from UTC: add a time and Z or an offset, as in ${EXAMPLE}`;
  if (LOST_PLUS.test(text)) return `has a space where its offset begins; in a query, + is written %2B, or use Z`;
  if (EXPANDED_YEAR.test(text)) return 'must be in the years 0001 to 9999, written with four digits';
  return `must be a date and time in ISO 8601 with an offset, such as ${EXAMPLE}`;
}
