import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import { cookieOptions } from '../../common/auth/browser-cookies.js';
import type { AppConfig } from '../../common/config/app-config.js';

/** An LMS's names: its front ends look for them (operations.md A5.1). Joined by a dot, the two are one JWT. */
export const JWT_HEADER_PAYLOAD_COOKIE = 'edx-jwt-cookie-header-payload';
export const JWT_SIGNATURE_COOKIE = 'edx-jwt-cookie-signature';

/**
 * Sets a token as an LMS does: what it says can be read by scripts, and what makes it count cannot.
 * @param seconds that the token is good for
 */
export function setJwtCookies(reply: FastifyReply, token: string, seconds: number, config: AppConfig): void {
  const end = token.lastIndexOf('.');
  const options = { ...sharedOptions(config), maxAge: seconds };
  reply.setCookie(JWT_HEADER_PAYLOAD_COOKIE, token.slice(0, end), options);
  reply.setCookie(JWT_SIGNATURE_COOKIE, token.slice(end + 1), { ...options, httpOnly: true });
}

export function clearJwtCookies(reply: FastifyReply, config: AppConfig): void {
  reply.clearCookie(JWT_HEADER_PAYLOAD_COOKIE, sharedOptions(config));
  reply.clearCookie(JWT_SIGNATURE_COOKIE, { ...sharedOptions(config), httpOnly: true });
}

function sharedOptions(config: AppConfig): CookieSerializeOptions {
  const { sharedCookieDomain: domain } = config;
  return { ...cookieOptions(config), ...(domain !== null && { domain }) };
}
