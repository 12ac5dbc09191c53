import { isEmail, ValidateBy } from 'class-validator';

/** As long as an address can be (RFC 5321 4.5.3.1.3, less the brackets). */
export const MOST_OF_AN_ADDRESS = 254;

/** Whether an e-mail address has the form of one. Nothing says whether it is anybody's. */
export function isEmailAddress(text: string): boolean {
  // isEmail throws on half a surrogate pair.
  return text.length <= MOST_OF_AN_ADDRESS && text.isWellFormed() && isEmail(text);
}

/** An e-mail address in a body or a query: a bad one is a 400. */
export const IsEmailAddress = (): PropertyDecorator =>
  ValidateBy({
    name: 'isEmailAddress',
    validator: {
      validate: (value) => typeof value === 'string' && isEmailAddress(value),
      defaultMessage: (args) => `${args?.property} must be one e-mail address, such as ada@example.org`,
    },
  });
