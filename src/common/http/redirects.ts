import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ANY_SLASH } from '../openapi/of-open-edx.js';

/** The plural API names of the seeds' examples, and the canonical singular ones (SPEC section 1 "API names"). */
const SINGULAR: Readonly<Record<string, string>> = {
  assets: 'asset',
  courses: 'course',
  enrollments: 'enrollment',
  tasks: 'task',
  users: 'user',
  xblocks: 'xblock',
};
const PLURAL_API = new RegExp(`^/api/(${Object.keys(SINGULAR).join('|')})(?=/v1(/|$))`);

/**
 * Canonical URLs under /api/ end in a slash and begin with a singular name; anything else is a 308, which keeps method
 * and body (SPEC section 1). Both are mended at once. The target is a path, so the client stays on the host that it knows.
 */
export async function redirectToCanonicalUrl(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const start = request.url.indexOf('?');
  const path = start < 0 ? request.url : request.url.slice(0, start);
  if (!path.startsWith('/api/') && path !== '/api') return;
  if (takesAnySlash(request)) return;
  const named = isServed(request) ? path : path.replace(PLURAL_API, (_, plural: string) => `/api/${SINGULAR[plural]}`);
  const canonical = named.endsWith('/') ? named : `${named}/`;
  if (canonical !== path) await reply.redirect(`${canonical}${start < 0 ? '' : request.url.slice(start)}`, 308);
}

/** Whether a route has this very address; section 9 serves some below /api/courses/. "*" is where preflights go. */
function isServed(request: FastifyRequest): boolean {
  return !request.is404 && request.routeOptions.url !== '*';
}

/** Whether the route is one of Open edX's, which its clients call in either way (SPEC section 9). */
function takesAnySlash(request: FastifyRequest): boolean {
  return (request.routeOptions.config as Partial<typeof ANY_SLASH>).coursewareAnySlash === true;
}
