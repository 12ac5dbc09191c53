import { pathAndQuery } from './request-target.js';

describe('the target of a request', () => {
  it.each([
    ['/api/', '/api/', ''],
    ['/api/?', '/api/', ''],
    ['/api/?page=1', '/api/', 'page=1'],
    ['/api/?text_search=what?now&page=1', '/api/', 'text_search=what?now&page=1'],
  ])('%s is the path %s and the query %j (RFC 3986 3.4)', (target, path, query) => {
    expect(pathAndQuery(target)).toEqual({ path, query });
  });
});
