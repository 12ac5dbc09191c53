import { ifNoneMatch, strongEtag } from './etag.js';

describe('ETags (SPEC R-12, RFC 9110 8.8.3)', () => {
  it('are strong, and differ by version, by query and by caller', () => {
    const tags = [
      strongEtag('v1', '', ''),
      strongEtag('v2', '', ''),
      strongEtag('v1', 'a=1', ''),
      strongEtag('v1', '', 'me'),
    ];
    expect(new Set(tags).size).toBe(4);
    for (const tag of tags) expect(tag).toMatch(/^"[\x21\x23-\x7e]+"$/);
    expect(strongEtag('v1', '', 'me')).toBe(tags[3]);
  });

  it('do not confuse a query with a caller', () => {
    expect(strongEtag('v', 'a', 'b')).not.toBe(strongEtag('v', 'ab', ''));
  });

  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    ['', false],
    [undefined, false],
  ])('If-None-Match: %s matches "a": %s', (header, expected) => {
    expect(ifNoneMatch(header, '"a"')).toBe(expected);
  });
});
