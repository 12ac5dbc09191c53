/** An address of this computer that names no port, or one: a native application listens on whichever is free. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::(\d{1,5}))?((?:\/[^#]*)?)$/;
const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** RFC 3986 2: what an address may consist of; everything else would be rewritten by somebody on the way. */
const URI_CHARACTERS = /^[A-Za-z0-9\-._~:/?[\]@!$&'()+,;=%]+$/;
const MAX_LENGTH = 2000;

/** What is wrong with an address that a client is to be registered with, or null (RFC 9700 2.1, RFC 8252 7.3). */
export function redirectUriFault(uri: string): string | null {
  const url = URL.parse(uri);
  if (!url || !URI_CHARACTERS.test(uri) || uri.length > MAX_LENGTH)
    return `"${uri}" is not an absolute URI of at most ${MAX_LENGTH} characters; it may not have "#", "*", spaces or anything beyond ASCII.`;
  if (url.username || url.password) return `"${uri}" must not have a user in it.`;
  if (url.protocol === 'https:') return null;
  if (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname)) return null;
  return `"${uri}" must begin with https://, or with http:// and an address of the same computer.`;
}

/**
 * Whether a code may be sent there: the very string that was registered (RFC 9700 4.1.3). The one exception is the port of
 * a loopback address, for clients that are public: a native application (RFC 8252 7.3, 8.3).
 */
export function isRegistered(
  uri: string,
  { redirectUris, isPublic }: { readonly redirectUris: readonly string[]; readonly isPublic: boolean },
): boolean {
  if (redirectUris.includes(uri)) return true;
  if (!isPublic) return false;
  const asked = withoutPort(uri);
  return asked !== null && redirectUris.some((registered) => withoutPort(registered) === asked);
}

function withoutPort(uri: string): string | null {
  const match = LOOPBACK.exec(uri);
  if (!match || !URI_CHARACTERS.test(uri) || Number(match[2] ?? 1) > 65_535 || match[2] === '0') return null;
  return `${match[1]}${match[3]}`;
}

/** Whether it is an address of the user's own computer, where any program may listen (RFC 8252 8.6). */
export function isLoopback(uri: string): boolean {
  return LOOPBACK_HOSTS.has(URL.parse(uri)?.hostname ?? '');
}
