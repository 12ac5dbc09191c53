import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { Principal } from '../../common/auth/principal.js';
import type { PassportRequest } from './passport-request.js';
import { deviceOf, SessionCookies } from './session-cookies.js';
import { Sessions } from './sessions.js';

/**
 * Passport strategy: the session cookie. `success` has a {@link Principal}; `fail` means that there is no session that
 * counts, which is no mistake of the caller's: sessions end.
 */
@Injectable()
export class SessionStrategy extends passport.Strategy {
  override readonly name = 'session-cookie';

  constructor(
    private readonly cookies: SessionCookies,
    private readonly sessions: Sessions,
  ) {
    super();
  }

  override authenticate(asked: unknown): void {
    this.principalOf((asked as PassportRequest).request).then(
      (principal) => (principal ? this.success(principal) : this.fail()),
      (error: unknown) => this.error(error),
    );
  }

  /** Whose session a request carries; null without one. */
  async principalOf(request: FastifyRequest): Promise<Principal | null> {
    const secret = this.cookies.read(request);
    const found = secret === null ? null : await this.sessions.find(secret, deviceOf(request));
    return (
      found && Principal.of(found.account, { credential: 'session', session: found.uuid, signedIn: found.created })
    );
  }
}
