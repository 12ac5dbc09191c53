import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config/app-config.js';
import { cookieOf, cookieOptions, CSRF_COOKIE, SESSION_COOKIE } from './browser-cookies.js';
import { CsrfFailedError } from './csrf.errors.js';

/** The header and the form field that clients of Open edX send it in (operations.md A5.4). */
const CSRF_HEADER = 'x-csrftoken';
export const CSRF_FIELD = 'csrfmiddlewaretoken';

const NONCE_BYTES = 16;
/** As long as a session may last: a page that is left open stays usable. */
const COOKIE_SECONDS = 90 * 86_400;

/**
 * Double submit (operations.md A5.4): what a page sends must fit what the browser has in a cookie, which another site can
 * neither read nor choose. The cookie is signed together with the session cookie, so that whoever can plant cookies (a
 * neighbour on the same domain) cannot plant one that fits somebody's session. What pages carry is masked, another text
 * each time, so that it cannot be guessed from the length of compressed answers.
 */
@Injectable()
export class CsrfTokens {
  constructor(private readonly config: AppConfig) {}

  /** A token for a page of this browser. Sets the cookie if the browser has none that counts. */
  issue(request: FastifyRequest, reply: FastifyReply): string {
    const binding = bindingOf(request);
    const known = cookieOf(request, CSRF_COOKIE);
    if (known !== undefined && this.isCookie(known, binding)) return this.masked(known);
    return this.masked(this.setCookie(reply, binding));
  }

  /** A new cookie for a browser that has just got this session cookie; the tokens from before count no more. */
  renew(reply: FastifyReply, sessionCookie: string): void {
    this.setCookie(reply, sessionCookie);
  }

  /** @throws CsrfFailedError unless the request carries a token that fits its cookies */
  check(request: FastifyRequest): void {
    const sent = sentToken(request);
    if (sent === undefined)
      throw new CsrfFailedError(
        `no token was sent. GET /csrf/api/v1/token gives one: send it in the header X-CSRFToken, or in the form field ${CSRF_FIELD}`,
      );
    const cookie = cookieOf(request, CSRF_COOKIE);
    if (cookie === undefined) throw new CsrfFailedError(`the cookie ${CSRF_COOKIE} is not there`);
    if (!this.isCookie(cookie, bindingOf(request)))
      throw new CsrfFailedError(`the cookie ${CSRF_COOKIE} does not belong to this session; ask for a new token`);
    if (!equal(sent, cookie) && !this.isMaskOf(sent, cookie))
      throw new CsrfFailedError('the token is not the one of this browser');
  }

  /**
   * The token of the sign-out button that is on every page: the same throughout a session, so that pages can be cached, and
   * good for nothing else. Null without a session cookie.
   */
  signOutToken(request: FastifyRequest): string | null {
    const session = bindingOf(request);
    return session === '' ? null : this.mac('sign-out', session);
  }

  /** Whether the request carries {@link signOutToken}. */
  isSignOut(request: FastifyRequest): boolean {
    const [sent, token] = [sentToken(request), this.signOutToken(request)];
    return sent !== undefined && token !== null && equal(sent, token);
  }

  private setCookie(reply: FastifyReply, binding: string): string {
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const value = `${nonce}.${this.mac('cookie', nonce, binding)}`;
    // Readable by scripts: front ends of Open edX copy it into the header. It is no secret from the pages of this origin.
    reply.setCookie(CSRF_COOKIE, value, { ...cookieOptions(this.config), maxAge: COOKIE_SECONDS });
    return value;
  }

  private masked(cookie: string): string {
    const salt = randomBytes(NONCE_BYTES).toString('base64url');
    return `${salt}.${this.mac('page', salt, cookie)}`;
  }

  private isMaskOf(token: string, cookie: string): boolean {
    const [salt = '', mac = ''] = token.split('.');
    return equal(mac, this.mac('page', salt, cookie));
  }

  private isCookie(value: string, binding: string): boolean {
    const [nonce = '', mac = ''] = value.split('.');
    return equal(mac, this.mac('cookie', nonce, binding));
  }

  private mac(purpose: string, ...parts: readonly string[]): string {
    return createHmac('sha256', this.config.sessionSecret)
      .update(['csrf', purpose, ...parts].join('\n'))
      .digest('base64url');
  }
}

/** The session cookie as it was sent, whether or not it still counts: page and form then agree. */
function bindingOf(request: FastifyRequest): string {
  return cookieOf(request, SESSION_COOKIE) ?? '';
}

function sentToken({ headers, body }: FastifyRequest): string | undefined {
  const field = (body as Partial<Record<string, unknown>> | null | undefined)?.[CSRF_FIELD];
  const sent = headers[CSRF_HEADER] ?? field;
  return typeof sent === 'string' && sent !== '' ? sent : undefined;
}

function equal(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
