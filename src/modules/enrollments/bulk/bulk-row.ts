import { CourseKey } from '../../../common/opaque-keys/index.js';
import { isEmailAddress } from '../../../common/validation/is-email-address.js';
import { isStorable } from '../../../common/validation/is-storable-text.js';
import { isUsername } from '../../../common/validation/is-username.js';
import type { ErrorCode } from '../../../common/errors/error-catalogue.js';
import { ENROLLMENT_MODES } from '../enrollment-modes.js';

/** What is to be done with one person in one course. */
export interface BulkRow {
  /** From 1; in a CSV file the first after the header. */
  readonly number: number;
  readonly whom: { readonly username: string } | { readonly email: string };
  /** Without branch and version. */
  readonly courseKey: string;
  /** Undefined: as it is, or what the course gives to whoever names none. */
  readonly mode: string | undefined;
  readonly isActive: boolean;
}

/** Why a row cannot be done. */
export interface RowProblem {
  readonly number: number;
  /** As it was sent. */
  readonly identifier: string;
  readonly courseKey: string | null;
  readonly code: ErrorCode;
  readonly message: string;
}

/** A row as it was sent: texts, empty where nothing was. */
export interface SentRow {
  readonly number: number;
  readonly username: string;
  readonly email: string;
  readonly mode: string;
  readonly is_active: string;
  readonly course_key: string;
  /** What is wrong with the row as a whole. */
  readonly fault?: string;
}

/** What holds for every row that does not say otherwise. */
export interface RowDefaults {
  readonly courseKey: string | null;
  readonly mode: string | undefined;
  readonly isActive: boolean;
}

/** Longer than any identifier that means somebody; what is kept of a longer one. */
const MOST_KEPT = 300;

/** Reads a row, or says what is wrong with it. Nothing of the database is known here. */
export function readRow(sent: SentRow, defaults: RowDefaults): BulkRow | RowProblem {
  const identifier = harmless(sent.username || sent.email);
  const problem = (message: string): RowProblem => ({
    number: sent.number,
    identifier,
    courseKey: keyOf(sent.course_key) ?? defaults.courseKey,
    code: 'invalid_input',
    message,
  });
  const courseKey = sent.course_key === '' ? defaults.courseKey : keyOf(sent.course_key);
  if (sent.fault !== undefined) return problem(sent.fault);
  if (sent.username !== '' && sent.email !== '') return problem('The row names both a username and an e-mail address.');
  if (identifier === '') return problem('The row names nobody.');
  const whom = whomIn(sent);
  if (whom === null) return problem('This is neither a username nor an e-mail address.');
  if (courseKey === null)
    return problem(sent.course_key === '' ? 'The row names no course.' : 'course_key is not the key of a course run.');
  if (sent.mode !== '' && !(ENROLLMENT_MODES as readonly string[]).includes(sent.mode))
    return problem(`mode must be one of ${ENROLLMENT_MODES.join(', ')}.`);
  const isActive = sent.is_active === '' ? defaults.isActive : flagOf(sent.is_active);
  if (isActive === null) return problem('is_active must be true or false.');
  return { number: sent.number, whom, courseKey, mode: sent.mode || defaults.mode, isActive };
}

export const isProblem = (row: BulkRow | RowProblem): row is RowProblem => 'code' in row;

/** The identifier of a row as it was sent. */
export const identifierOf = ({ whom }: BulkRow): string => ('email' in whom ? whom.email : whom.username);

/** The key of a course run without branch and version; null for what is none. */
export function keyOf(text: string): string | null {
  const key = CourseKey.tryParse(text, { allowDeprecated: false });
  return key?.org && key.run && key.isCourse ? key.withoutBranchAndVersion().toString() : null;
}

function whomIn({ username, email }: SentRow): BulkRow['whom'] | null {
  const text = username || email;
  // The column of usernames may hold e-mail addresses, as the lists do that people paste.
  if (text.includes('@')) return isStorable(text) && isEmailAddress(text) ? { email: text } : null;
  return email === '' && isUsername(text) ? { username: text } : null;
}

function flagOf(text: string): boolean | null {
  if (/^(true|1|yes)$/i.test(text)) return true;
  return /^(false|0|no)$/i.test(text) ? false : null;
}

/** What the database can keep of any text. */
function harmless(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}').toWellFormed().slice(0, MOST_KEPT).toWellFormed();
}
