import { UNSCHEDULED } from '../access/index.js';

/** How the start of a course is shown: edX's `start_type` and `start_display`. */
export interface StartDisplay {
  readonly start_type: 'string' | 'timestamp' | 'empty';
  readonly start_display: string | null;
}

/** Months as Django abbreviates them in dates for English readers. */
const MONTHS = [
  'Jan.',
  'Feb.',
  'March',
  'April',
  'May',
  'June',
  'July',
  'Aug.',
  'Sept.',
  'Oct.',
  'Nov.',
  'Dec.',
] as const;

/** The author's words win over the date; edX's stand-in for "no date yet" is none. */
export function startDisplay(start: Date | null, advertised: string | null): StartDisplay {
  if (advertised) return { start_type: 'string', start_display: advertised };
  if (!start || start.getTime() === UNSCHEDULED) return { start_type: 'empty', start_display: null };
  const date = `${MONTHS[start.getUTCMonth()]} ${start.getUTCDate()}, ${start.getUTCFullYear()}`;
  return { start_type: 'timestamp', start_display: date };
}
