import { isEmail } from 'class-validator';
import { type FieldErrors, InvalidInputError } from '../../common/errors/app-error.js';
import { passwordFault } from './passwords.js';
import { isUsername } from '../../common/validation/is-username.js';

/** What an account is made of. */
export interface NewAccount {
  readonly username: string;
  readonly email: string;
  /** Null for an account that never signs in with one, such as a service's. */
  readonly password: string | null;
  /** Full name; empty when absent. */
  readonly name?: string;
  /** Global staff; false when absent. */
  readonly isStaff?: boolean;
  readonly isSuperuser?: boolean;
}

export const MAX_NAME_LENGTH = 255;
// eslint-disable-next-line no-control-regex -- they are what is looked for: NUL, line breaks, escape sequences
const CONTROL_CHARACTERS = /[\u0000-\u001F\u007F-\u009F]/;

/** A name is one line of text. */
export const hasControlCharacters = (text: string): boolean => CONTROL_CHARACTERS.test(text);

/** Whether a text can be somebody's full name. */
export const isName = (text: string): boolean => text.length <= MAX_NAME_LENGTH && !hasControlCharacters(text);

/** Refuses an account that could not be kept, with all faults at once (SPEC R-9). @throws InvalidInputError */
export function checkNewAccount(account: NewAccount): void {
  const faults: FieldErrors = Object.fromEntries(
    Object.entries({
      username: usernameFault(account.username),
      email: isEmail(account.email) ? null : 'email must be an e-mail address.',
      password: account.password === null ? null : passwordFault(account.password),
      name: nameFault(account.name ?? ''),
    }).flatMap(([field, fault]) => (fault === null ? [] : [[field, [fault]]])),
  );
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
}

function usernameFault(username: string): string | null {
  if (isUsername(username)) return null;
  return 'username must have 2 to 30 letters (a–z), digits or any of _.-, with at least one letter or digit, and must not be "me".';
}

function nameFault(name: string): string | null {
  if (name.length <= MAX_NAME_LENGTH && !hasControlCharacters(name)) return null;
  return `name must have at most ${MAX_NAME_LENGTH} characters, and no control characters.`;
}
