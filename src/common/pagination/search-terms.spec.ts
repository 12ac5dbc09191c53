import { satisfies, searchTerms } from './search-terms.js';

const TEXT = 'High and low water, Émile’s tide_chart.png';

describe('text_search without full-text search (SPEC section 1): the syntax of websearch_to_tsquery', () => {
  it.each(['', '   ', 'or', 'OR or oR', '"', '""', '-""', '" "'])('%j has no terms, and is found nowhere', (text) => {
    expect(searchTerms(text)).toEqual([]);
    expect(satisfies(TEXT, searchTerms(text))).toBe(false);
  });

  it.each([
    ['water', true],
    ['WATER high', true],
    ['émile', true],
    ['e\u0301mile', true],
    ['chart', true],
    ['water mountain', false],
    ['water or mountain', true],
    ['mountain or valley', false],
    ['"low water"', true],
    ['"water low"', false],
    ['"low water', true],
    ['water -mountain', true],
    ['water -low', false],
    ['water -"high and low"', false],
    ['water -low or chart', true],
    ['or water', true],
    ['water or', true],
    ['%', false],
    ['_', true],
    ['&|!()<->', false],
    ['l_w', false],
  ])('%j finds it: %s', (text, found) => {
    expect(satisfies(TEXT, searchTerms(text))).toBe(found);
  });
});
