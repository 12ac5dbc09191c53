import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/**
 * Whether a request would rather have a page than JSON (SPEC section 1 "formats"). JSON is the default: a wildcard and no
 * `Accept` at all mean JSON. Only a header that names text or refuses something (`q=0`, RFC 9110 12.4.2) is looked into.
 * `?format=json` and `?format=html` win over the header, for links in a browser, which cannot set one.
 */
export function prefersHtml(request: Pick<FastifyRequest, 'headers' | 'query'>): boolean {
  const asked = formatOf(request.query);
  if (asked) return asked === 'html';
  const { accept } = request.headers;
  if (accept === undefined || !/text\/|;\s*q=0/i.test(accept)) return false;
  // The page before the errors' own type: who refuses JSON and takes the rest is not to get JSON under another name.
  const offered = ['application/json', 'text/html', 'application/problem+json'];
  return new Negotiator({ headers: { accept } }).mediaType(offered) === 'text/html';
}

/** What `?format=` asks for; undefined when it is absent or means nothing. */
export function formatOf(query: unknown): 'json' | 'html' | undefined {
  const { format } = (query ?? {}) as { format?: unknown };
  return format === 'json' || format === 'html' ? format : undefined;
}

/** Whether the method is one that a page can answer. */
export function readsOnly(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
