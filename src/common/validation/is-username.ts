import { ValidateBy } from 'class-validator';

/**
 * 2 to 30 of the letters, digits and `_ . -` of ASCII, at least one of them a letter or digit: what an Open edX LMS
 * gives its users. ASCII leaves no look-alikes, no right-to-left marks and no invisible characters (operations.md
 * C4.4); the letter or digit leaves no `..`, which would not survive in a URL.
 */
const USERNAME = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_.-]{2,30}$/;

/** `me` stands for the caller in URLs and filters (SPEC section 2), so nobody can have it as a name. */
const ME = /^me$/i;

/** Whether an account can have this name. A text that fails cannot be in the database, so nobody needs to look. */
export function isUsername(text: string): boolean {
  return USERNAME.test(text) && !ME.test(text);
}

export interface UsernameOptions {
  /** Whether `me` is read as well, for filters and members that may name the caller. */
  readonly me?: boolean;
  /** Whether the member is a list, each of whose items is a username. */
  readonly each?: boolean;
}

/** A username in a body or a query (SPEC I-1): a bad one is a 400. Whether it exists is for the service to say. */
export const IsUsername = ({ me = false, each = false }: UsernameOptions = {}): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isUsername',
      validator: {
        validate: (value) => typeof value === 'string' && (isUsername(value) || (me && value === 'me')),
        defaultMessage: (args) =>
          `${each ? 'each item of ' : ''}${args?.property} must be a username: 2 to 30 letters (a–z), digits or any of _.-, with at least one letter or digit${me ? ', or "me" for yourself' : ', and not "me"'}`,
      },
    },
    { each },
  );
