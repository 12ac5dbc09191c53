/** Where somebody goes after signing in who was not on the way to anything. */
export const HOME = '/api/';

/** What another site's address could hide behind: control characters, and backslashes, which browsers read as slashes. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const SUSPICIOUS = /[\u0000-\u0020\\\u007F]/;

/**
 * Where to go after signing in: a path of this service, or {@link HOME} for whatever is none (an open redirect would lend
 * this service's name to any other).
 */
export function returnAddress(next: unknown, publicUrl: string): string {
  if (typeof next !== 'string' || !next.startsWith('/') || SUSPICIOUS.test(next)) return HOME;
  const url = URL.parse(next, publicUrl);
  if (url?.origin !== publicUrl) return HOME;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `/.//host` becomes `//host`, which is another host again.
  return path.startsWith('//') ? HOME : path;
}
