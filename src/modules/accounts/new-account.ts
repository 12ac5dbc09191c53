import { isEmailAddress } from '../../common/validation/is-email-address.js';
import { type FieldFaults, InvalidInputError } from '../../common/errors/app-error.js';
import type { FieldFault } from '../../common/i18n/field-rules.js';
import { chosenPasswordFaults, passwordFault } from './passwords.js';
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

/** Whether a text can be somebody's full name. */
export const isName = (text: string): boolean => text.length <= MAX_NAME_LENGTH && !hasControlCharacters(text);

/**
 * Refuses an account that could not be kept, with all faults at once (SPEC R-9).
 * @param by `operator`: of the password only the length counts; `oneself`: all rules for passwords that people choose
 * @throws InvalidInputError
 */
export function checkNewAccount(account: NewAccount, by: 'operator' | 'oneself' = 'operator'): void {
  const faults: FieldFaults = Object.fromEntries(
    Object.entries({
      username: usernameFaults(account.username),
      email: emailFaults(account.email),
      password: account.password === null ? [] : passwordFaults(account.password, account, by),
      name: nameFaults(account.name ?? ''),
    }).filter(([, found]) => found.length > 0),
  );
  if (Object.keys(faults).length > 0) throw new InvalidInputError(faults);
}

function passwordFaults(password: string, account: NewAccount, by: 'operator' | 'oneself'): readonly FieldFault[] {
  if (by === 'oneself') return chosenPasswordFaults(password, account);
  const fault = passwordFault(password);
  return fault ? [fault] : [];
}

function usernameFaults(username: string): readonly FieldFault[] {
  if (isUsername(username)) return [];
  const message =
    'username must have 2 to 30 letters (a–z), digits or any of _.-, with at least one letter or digit, and must not be "me".';
  return [{ message, rule: 'not_username' }];
}

function emailFaults(email: string): readonly FieldFault[] {
  return isEmailAddress(email) ? [] : [{ message: 'email must be an e-mail address.', rule: 'not_email' }];
}

/** What is wrong with a full name. It is shown in mails and lists, where markup and addresses are a lure. */
export function nameFaults(name: string): readonly FieldFault[] {
  const isPlain = !hasControlCharacters(name) && !/[<>]/.test(name) && !ADDRESS.test(name);
  if (name.length <= MAX_NAME_LENGTH && isPlain) return [];
  const message = `name must have at most ${MAX_NAME_LENGTH} characters, no control characters, no angle brackets and no web addresses.`;
  return [
    name.length > MAX_NAME_LENGTH
      ? { message, rule: 'too_long', parameters: { max: MAX_NAME_LENGTH } }
      : { message, rule: 'not_storable' },
  ];
}

/** Something that mail programs would make a link of. */
const ADDRESS = /:\/\/|\bwww\./i;
