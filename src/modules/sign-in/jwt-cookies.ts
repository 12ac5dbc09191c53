import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import { cookieOptions } from '../../common/auth/browser-cookies.js';
import type { AppConfig } from '../../common/config/app-config.js';

/**
 * Sets a token as an LMS does: what it says can be read by scripts, and what makes it count cannot.
 * @param seconds that the token is good for
 */
export function setJwtCookies(reply: FastifyReply, token: string, seconds: number, config: AppConfig): void {
  const end = token.lastIndexOf('.');
  const options = { ...sharedOptions(config), maxAge: seconds };
  reply.setCookie(config.jwtCookies.headerPayload, token.slice(0, end), options);
  reply.setCookie(config.jwtCookies.signature, token.slice(end + 1), { ...options, httpOnly: true });
}

export function clearJwtCookies(reply: FastifyReply, config: AppConfig): void {
  reply.clearCookie(config.jwtCookies.headerPayload, sharedOptions(config));
  reply.clearCookie(config.jwtCookies.signature, { ...sharedOptions(config), httpOnly: true });
}

function sharedOptions(config: AppConfig): CookieSerializeOptions {
  const { sharedCookieDomain: domain } = config;
  return { ...cookieOptions(config), ...(domain !== null && { domain }) };
}
