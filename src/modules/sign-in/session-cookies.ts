import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, cookieOptions, SESSION_COOKIE } from '../../common/auth/browser-cookies.js';
import { AppConfig } from '../../common/config/app-config.js';
import type { Device } from './session-store.js';

const MAX_USER_AGENT = 256;

/** The cookie that a session is known by: its secret, signed with SESSION_SECRET, so that guesses cost no query. */
@Injectable()
export class SessionCookies {
  constructor(private readonly config: AppConfig) {}

  /** The secret; null without a cookie, or with one that was not made here. */
  read(request: FastifyRequest): string | null {
    const sent = cookieOf(request, SESSION_COOKIE);
    return sent === undefined ? null : request.unsignCookie(sent).value;
  }

  /** @returns the value of the cookie, which the browser will send from now on */
  write(reply: FastifyReply, secret: string): string {
    const value = reply.signCookie(secret);
    const maxAge = this.config.sessionLifetime.absolute;
    reply.setCookie(SESSION_COOKIE, value, { ...cookieOptions(this.config), httpOnly: true, maxAge });
    return value;
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(SESSION_COOKIE, { ...cookieOptions(this.config), httpOnly: true });
  }
}

/** Where a request comes from, as far as it is kept with a session. */
export function deviceOf({ ip, headers }: FastifyRequest): Device {
  // Header fields may hold bytes that are no text to a database.
  const userAgent = (headers['user-agent'] ?? '').replaceAll(/[^\x20-\x7E]/g, '').slice(0, MAX_USER_AGENT);
  return { address: ip, userAgent };
}
