import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../common/auth/access.js';
import { CsrfTokens } from '../../common/auth/csrf-tokens.js';
import { clearJwtCookies } from './jwt-cookies.js';
import { AppConfig } from '../../common/config/app-config.js';
import { deviceOf, SessionCookies } from './session-cookies.js';
import { type SessionOwner, Sessions } from './sessions.js';

/** Signs a browser in and out: the session, and the cookies that go with it. */
@Injectable()
export class BrowserSignIn {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookies: SessionCookies,
    private readonly csrf: CsrfTokens,
    private readonly config: AppConfig,
  ) {}

  /**
   * Begins a session for somebody whose credentials were verified. The one that the browser had ends; its id and its CSRF
   * tokens are worth nothing any more (C3.2).
   */
  async begin(owner: SessionOwner, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const secret = await this.sessions.begin(owner, deviceOf(request));
    await this.endCurrent(request);
    this.forgetTokens(reply);
    this.csrf.renew(reply, this.cookies.write(reply, secret));
  }

  /** Ends the session of this browser, if it has one. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.endCurrent(request);
    this.cookies.clear(reply);
    this.forgetTokens(reply);
    this.csrf.renew(reply, '');
  }

  /** Those of a person who was signed in before would contradict the session. An LMS's are the LMS's business. */
  private forgetTokens(reply: FastifyReply): void {
    if (this.config.lms === null) clearJwtCookies(reply, this.config);
  }

  private async endCurrent(request: FastifyRequest): Promise<void> {
    const { userId, session } = principalOf(request);
    if (userId !== null && session !== null) await this.sessions.end(userId, [session]);
  }
}
