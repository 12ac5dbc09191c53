import { prefersHtml } from './accept.js';

const request = (accept?: string, query: object = {}) => ({
  headers: { ...(accept !== undefined && { accept }) },
  query,
});

describe('what a request would rather have (SPEC section 1 "formats")', () => {
  it.each([
    [undefined],
    ['*/*'],
    ['application/json'],
    ['application/json, text/plain, */*'],
    ['text/html;q=0.5, application/json'],
    ['application/json, text/html'],
    ['text/html;q=0, */*'],
    ['text/plain'],
    ['image/avif,image/webp,*/*;q=0.8'],
    ['text/css,*/*;q=0.1'],
    ['text/'],
    [', ,;;q=text/html'],
    ['image/png;q=0, */*'],
    ['application/problem+json, text/html'],
    [''],
  ])('%j is JSON', (accept) => {
    expect(prefersHtml(request(accept))).toBe(false);
  });

  it.each([
    ['text/html'],
    ['TEXT/HTML'],
    ['text/*'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'],
    ['application/json;q=0.5, text/html'],
    ['application/json;q=0, */*'],
    ['application/json; Q=0.0, */*'],
  ])('%j is a page', (accept) => {
    expect(prefersHtml(request(accept))).toBe(true);
  });

  it('is what ?format= says, whatever the header', () => {
    expect(prefersHtml(request('text/html', { format: 'json' }))).toBe(false);
    expect(prefersHtml(request('application/json', { format: 'html' }))).toBe(true);
    expect(prefersHtml(request('application/json', { format: ['html', 'json'] }))).toBe(false);
    expect(prefersHtml(request('text/html', { format: 'xml' }))).toBe(true);
  });
});
