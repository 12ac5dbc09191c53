import { isUsername } from './is-username.js';

describe('a username', () => {
  it.each([
    ['nothing', ''],
    ['one character', 'a'],
    ['31 characters', 'a'.repeat(31)],
    ['a NUL byte', 'ab\0c'],
    ['a newline at the end', 'andya\n'],
    ['a space', 'andy a'],
    ['a slash', 'a/b'],
    ['a comma, which separates it from the course key in an enrollment', 'a,b'],
    ['an at sign', 'a@b'],
    ['a letter that looks like a Latin one (operations.md C4.4)', 'аndya'],
    ['a right-to-left override', 'andy\u202Ea'],
    ['a zero-width space', 'andy\u200Ba'],
    ['dots alone, which a URL would swallow', '..'],
    ['the word that stands for the caller', 'me'],
    ['that word in capitals', 'ME'],
  ])('is not %s', (_, text) => {
    expect(isUsername(text)).toBe(false);
  });

  it.each(['ab', 'demo-instructor', 'andy.a_2', '-a', 'A'.repeat(30)])('is "%s"', (text) => {
    expect(isUsername(text)).toBe(true);
  });
});
