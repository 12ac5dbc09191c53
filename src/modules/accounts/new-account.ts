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
const hasControlCharacters = (text: string): boolean => CONTROL_CHARACTERS.test(text);

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

/** What is wrong with a full name, or null. It is shown in mails and lists, where markup and addresses are a lure. */
export function nameFault(name: string): string | null {
  const isPlain = !hasControlCharacters(name) && !/[<>]/.test(name) && !ADDRESS.test(name);
  if (name.length <= MAX_NAME_LENGTH && isPlain) return null;
  return `name must have at most ${MAX_NAME_LENGTH} characters, no control characters, no angle brackets and no web addresses.`;
}

/** Something that mail programs would make a link of. */
const ADDRESS = /:\/\/|\bwww\./i;
