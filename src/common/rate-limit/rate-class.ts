import type { FastifyRequest } from 'fastify';
import type { RateClass } from './rate-limits.js';

/** Asked by machines that watch the service, at their own pace; refusing them would look like a failure. */
const EXEMPT = new Set(['/health', '/ready', '/metrics']);
/** Where credentials are exchanged for others, and where mail is sent because somebody asks for it. */
const SIGN_INS = new Set([
  '/oauth2/access_token',
  '/login',
  '/register',
  '/password_reset',
  '/password_reset/:token',
  '/verify_email',
  '/api/user/v1/accounts',
]);
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a request counts as; null when it is not counted. By its route, so that every spelling of a path is one. */
export function rateClassOf({ method, routeOptions }: FastifyRequest): RateClass | null {
  const url = (routeOptions.url ?? '').replace(/(.)\/$/, '$1');
  if (EXEMPT.has(url)) return null;
  if (SAFE.has(method)) return 'reads';
  return SIGN_INS.has(url) ? 'sign_ins' : 'writes';
}
