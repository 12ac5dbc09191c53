import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { AppConfig } from '../config/app-config.js';

/** Names of its own, so that several services of an installation can share a host (operations.md A5.8). */
export const SESSION_COOKIE = 'courseware_sessionid';
export const CSRF_COOKIE = 'courseware_csrftoken';

/**
 * What every cookie of this service has in common. `Lax`: other sites can lead here, but not act here. No `Domain`: it is
 * sent to this host alone.
 */
export function cookieOptions({ publicUrl }: AppConfig): CookieSerializeOptions {
  return { path: '/', sameSite: 'lax', secure: publicUrl.startsWith('https:') };
}

/** A cookie as it was sent; undefined when there is none. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  // Null where a hook before the parser has answered.
  return (request.cookies as FastifyRequest['cookies'] | null)?.[name];
}
