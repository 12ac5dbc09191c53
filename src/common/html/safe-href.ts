/** A URL that may become a link. */
export interface SafeHref {
  readonly href: string;
  /** Whether it leads away from this service. */
  readonly isExternal: boolean;
}

const MAX_URL = 2048;

/**
 * The link that a text may become: an absolute http(s) URL and nothing else. `javascript:`, `data:`, credentials before
 * the host, spaces, quotes and URL templates stay text.
 */
export function hrefOf(value: unknown, origin: string): SafeHref | null {
  if (typeof value !== 'string' || value.length > MAX_URL || !/^https?:\/\/[^\s<>"'`{}\\^|]+$/i.test(value))
    return null;
  const url = URL.parse(value);
  if (!url || url.username !== '' || url.password !== '') return null;
  return { href: url.href, isExternal: url.origin !== origin };
}
