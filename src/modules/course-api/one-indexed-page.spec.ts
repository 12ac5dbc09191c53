import { addressOfPage, oneIndexedPage } from './one-indexed-page.js';

describe('oneIndexedPage', () => {
  it.each(['0', '3', '-1', '1.5', 'x', ''])('has no page "%s" of two, and says how they count (R-8)', (page) => {
    expect(() => oneIndexedPage({ page }, 11)).toThrow(
      expect.objectContaining({
        code: 'not_found',
        message: `There is no page "${page}". Pages count from 1, and the last one is 2.`,
      }),
    );
  });

  it('has a first page of an empty list', () => {
    expect(oneIndexedPage({}, 0)).toEqual({ number: 1, size: 10, numPages: 1 });
  });

  it('knows the last page, and exact multiples', () => {
    expect(oneIndexedPage({ page: 'last' }, 20)).toEqual({ number: 2, size: 10, numPages: 2 });
    expect(oneIndexedPage({ page: 'last' }, 21).number).toBe(3);
  });

  it.each([
    ['100', 100],
    ['1000', 100],
    ['0', 10],
    ['many', 10],
  ])('takes page_size=%s as %i', (page_size, size) => {
    expect(oneIndexedPage({ page_size }, 1).size).toBe(size);
  });
});

describe('addressOfPage', () => {
  it('keeps repeated parameters and replaces the page', () => {
    const address = addressOfPage('https://x.example/list/', 'permissions=a&page=2&permissions=b&org=a%2Bb', 3);
    expect(address).toBe('https://x.example/list/?permissions=a&page=3&permissions=b&org=a%2Bb');
  });
});
