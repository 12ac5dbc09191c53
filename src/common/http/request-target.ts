/** What a request was sent to. A query may hold question marks of its own (RFC 3986 3.4): the first one ends the path. */
export function pathAndQuery(target: string): { readonly path: string; readonly query: string } {
  const end = target.indexOf('?');
  return end < 0 ? { path: target, query: '' } : { path: target.slice(0, end), query: target.slice(end + 1) };
}
