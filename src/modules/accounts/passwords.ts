import type { FieldFault } from '../../common/i18n/field-rules.js';
import { isCommonPassword } from './common-passwords.js';

const MIN_LENGTH = 8;
const MAX_LENGTH = 128;
/** Shorter parts of a name stand in many good passwords by chance. */
const SHORTEST_PART = 4;

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly username: string;
  readonly email: string;
}

/**
 * One form for what looks the same, whatever keyboard it was typed on (NIST SP 800-63B 3.1.1.2: NFKC). Whoever verifies
 * a password has to do the same to it first.
 */
export function normalisedPassword(password: string): string {
  return password.normalize('NFKC');
}

/** What is wrong with a password that an operator gives, or null. Length is all that counts; it is never cut (operations.md C4.3). */
export function passwordFault(password: string): FieldFault | null {
  const length = [...normalisedPassword(password)].length;
  if (length >= MIN_LENGTH && length <= MAX_LENGTH) return null;
  const message = `password must have ${MIN_LENGTH} to ${MAX_LENGTH} characters, but has ${length}.`;
  return length < MIN_LENGTH
    ? { message, rule: 'too_short', parameters: { min: MIN_LENGTH } }
    : { message, rule: 'too_long', parameters: { max: MAX_LENGTH } };
}

/**
 * All that is wrong with a password that somebody chooses over the network: what is guessed first is refused as well
 * (NIST SP 800-63B 3.1.1.2).
 */
export function chosenPasswordFaults(password: string, owner: PasswordOwner): FieldFault[] {
  const length = passwordFault(password);
  const plain = normalisedPassword(password).toLowerCase();
  return [
    ...(length ? [length] : []),
    ...(isCommonPassword(plain)
      ? [{ message: 'password is one of the most common ones, which are guessed first.', rule: 'too_common' } as const]
      : []),
    ...(isOf(owner, plain)
      ? [
          {
            message: 'password must not be the username or the e-mail address, nor one of them with a little added.',
            rule: 'too_similar',
          } as const,
        ]
      : []),
  ];
}

/** Whether the password is a name of its owner, alone or with up to three characters around it. */
function isOf({ username, email }: PasswordOwner, password: string): boolean {
  const names = [username, email, email.split('@', 1)[0]!].map((name) => name.toLowerCase());
  return names.some(
    (name) => name.length >= SHORTEST_PART && password.includes(name) && password.length - name.length <= 3,
  );
}
