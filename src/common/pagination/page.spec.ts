import { Orderings } from './ordering.js';
import { Page } from './page.js';

describe('Page (SPEC section 1)', () => {
  it.each([
    [0, 10, 1],
    [1, 10, 1],
    [10, 10, 1],
    [11, 10, 2],
    [20, 10, 2],
  ])('%d results on pages of %d are %d pages', (count, size, pages) => {
    expect(new Page([], count, 0, size).numPages).toBe(pages);
  });

  it('exists for page 0 of nothing, and for no page past the end', () => {
    expect(new Page([], 0, 0, 10).start).toBe(0);
    expect(() => new Page([], 0, 1, 10)).toThrow('There is no page 1');
    expect(() => new Page([], 20, 2, 10)).toThrow('the last one is page 1');
    expect(new Page([], 21, 2, 10).start).toBe(20);
  });
});

describe('Orderings (SPEC section 1)', () => {
  const orderings = new Orderings({ name: 'lower(name)', start: 'start' }, '-start', 'key');

  it.each([
    [{}, 'start DESC, key DESC'],
    [{ sort_order: 'name' }, 'lower(name) ASC, key ASC'],
    [{ ordering: '-name' }, 'lower(name) DESC, key DESC'],
    [{ sort_order: 'name', ordering: 'start' }, 'start ASC, key ASC'],
  ])('%j is ORDER BY %s: always total, and one index serves both directions', (query, sql) => {
    expect(orderings.sql(query)).toBe(sql);
  });
});
