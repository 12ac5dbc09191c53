/**
 * 2 to 30 of the letters, digits and `_ . -` of ASCII, at least one of them a letter or digit: what an Open edX LMS
 * gives its users. ASCII leaves no look-alikes, no right-to-left marks and no invisible characters (operations.md
 * C4.4); the letter or digit leaves no `..`, which would not survive in a URL.
 */
const USERNAME = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_.-]{2,30}$/;

/** `me` stands for the caller in URLs (SPEC section 2), so nobody can have it as a name. */
const RESERVED = new Set(['me']);

/** Whether an account can have this name. A text that fails cannot be in the database, so nobody needs to look. */
export function isUsername(text: string): boolean {
  return USERNAME.test(text) && !RESERVED.has(text.toLowerCase());
}
