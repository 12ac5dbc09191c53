const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const ZONE = '(?<zone>Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)';
const CLOCK = `(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?`;
const MONTH =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|' +
  'oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const WRITTEN_TIME = `(?:,?\\s+(?:at\\s+)?${CLOCK}\\s?(?<half>[ap]m)?(?:\\s?${ZONE})?)?`;

/** The ways in which dates are written in courses; all lengths are bounded, so no input makes a match slow. */
const PATTERNS = [
  new RegExp(`^(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})(?:[T ]${CLOCK}\\s?${ZONE}?)?$`, 'i'),
  new RegExp(`^${MONTH}\\s(?<day>\\d{1,2}),?\\s(?<year>\\d{4})${WRITTEN_TIME}$`, 'i'),
  new RegExp(`^(?<day>\\d{1,2})\\s${MONTH},?\\s(?<year>\\d{4})${WRITTEN_TIME}$`, 'i'),
];

/** RFC 3339, the only form that the API takes: with seconds and an offset (SPEC R-5). */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

type Groups = Record<string, string | undefined>;

function monthOf(written: string): number {
  const named = MONTHS.indexOf(written.slice(0, 3).toLowerCase());
  return named >= 0 ? named + 1 : Number(written);
}

/** Hour of the day from 0 to 23, or NaN where the twelve-hour clock has no such hour. */
function hourOf({ hour = '0', half }: Groups): number {
  const number = Number(hour);
  if (!half) return number;
  if (number < 1 || number > 12) return NaN;
  return (number % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

/** Minutes east of UTC; a date without a zone is in UTC, as the platform reads it. NaN: no such offset. */
function offsetOf(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? 'Z');
  if (!match) return 0;
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? 0);
  if (hours > 23 || minutes > 59) return NaN;
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function printUtc(time: number, fraction: string): string | null {
  const instant = new Date(time);
  const year = instant.getUTCFullYear();
  // Written so that an invalid date, whose year is NaN, fails it too.
  if (!(year >= 1 && year <= 9999)) return null;
  const digits = fraction.replace(/0+$/, '');
  return `${instant.toISOString().slice(0, 19)}${digits ? `.${digits}` : ''}Z`;
}

function fromGroups(groups: Groups): string | null {
  const [year, month, day] = [Number(groups.year), monthOf(groups.month ?? ''), Number(groups.day)];
  const [hour, minute, second] = [hourOf(groups), Number(groups.minute ?? 0), Number(groups.second ?? 0)];
  const offset = offsetOf(groups.zone);
  if (!(hour < 24 && minute < 60 && second < 60) || Number.isNaN(offset)) return null;

  const date = new Date(0);
  // setUTCFullYear takes the years below 100 as they are, which Date.UTC does not.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute - offset, second);
  return printUtc(date.getTime(), groups.fraction ?? '');
}

/**
 * Reads a date as it is written in courses and returns it as ISO 8601 in UTC with a `Z`, seconds always, fractions
 * where there are any; `null` if it is no date or an impossible one. Without a zone it is UTC, without a time it is
 * midnight. The platform also guesses at dates without a year or with a day and a month in numbers only, by the day
 * it is asked; those have no one meaning and are `null` here.
 */
export function readDate(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > 60) return null;
  for (const pattern of PATTERNS) {
    const match = pattern.exec(trimmed);
    if (match?.groups) return fromGroups(match.groups);
  }
  return null;
}

/** Reads milliseconds since 1970, which the platform takes for a date too. */
export function readEpochMilliseconds(milliseconds: number): string | null {
  const whole = Math.floor(milliseconds);
  return printUtc(whole, String(((whole % 1000) + 1000) % 1000).padStart(3, '0'));
}

/** Whether the text is an instant that cannot be mistaken: a real date, with seconds and an offset (SPEC R-5). */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && readDate(text) !== null;
}
