import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import passport from 'passport';
import type { FastifyRequest } from 'fastify';
import { cookieOf } from '../../../common/auth/browser-cookies.js';
import type { Principal } from '../../../common/auth/principal.js';
import { AppConfig } from '../../../common/config/app-config.js';
import { InvalidTokenError, TokenCallers } from '../../oauth2/index.js';
import type { PassportRequest } from '../passport-request.js';
import { SessionStrategy } from '../session.strategy.js';
import { ContradictingCookiesError } from './external.errors.js';

/** Fastify route configuration, for `@RouteConfig`: people sign in and out here, whatever their cookies say. */
export const SIGNS_IN_OR_OUT = { coursewareSignsInOrOut: true };

/**
 * Passport strategy: the two cookies of an LMS that together are a JWT (operations.md A5.1, A5.2). `success` has a
 * {@link Principal}; `fail` means that they do not count, and whatever else there is may: they are often out of date.
 * `error` when they belong to another person than the session, so that nobody acts as whom they do not mean to be.
 */
@Injectable()
export class JwtCookieStrategy extends passport.Strategy {
  override readonly name = 'jwt-cookie';

  constructor(
    private readonly callers: TokenCallers,
    private readonly sessions: SessionStrategy,
    private readonly config: AppConfig,
  ) {
    super();
  }

  override authenticate(asked: unknown): void {
    this.principalOf((asked as PassportRequest).request).then(
      (principal) => (principal ? this.success(principal) : this.fail()),
      (error: unknown) => this.error(error),
    );
  }

  private async principalOf(request: FastifyRequest): Promise<Principal | null> {
    const token = this.tokenOf(request);
    if (token === null) return null;
    const session = await this.sessions.principalOf(request);
    if (session === null) return this.callerOf(token);
    // The session is the same person's, and says more: which it is. It counts.
    if (isSomebodyElse(session, token) && !signsInOrOut(request)) throw new ContradictingCookiesError();
    return null;
  }

  private tokenOf(request: FastifyRequest): string | null {
    const { headerPayload, signature } = this.config.jwtCookies;
    const halves = [headerPayload, signature].map((name) => cookieOf(request, name) || undefined);
    const missing = [headerPayload, signature].filter((_, index) => halves[index] === undefined);
    if (missing.length === 1)
      request.log.warn(`One half of the JWT cookies is missing: ${missing[0]}. The other is ignored.`);
    return missing.length === 0 ? halves.join('.') : null;
  }

  private async callerOf(token: string): Promise<Principal | null> {
    try {
      return await this.callers.callerOf(token, 'jwt_cookie');
    } catch (error) {
      if (error instanceof InvalidTokenError) return null;
      throw error;
    }
  }
}

/** By what the token claims: good enough to notice a contradiction, and for nothing else. */
function isSomebodyElse(session: Principal, token: string): boolean {
  try {
    const { preferred_username: preferred, username } = decodeJwt<Record<string, unknown>>(token);
    const name = preferred ?? username;
    return typeof name === 'string' && name.toLowerCase() !== session.username!.toLowerCase();
  } catch {
    return false;
  }
}

function signsInOrOut({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as Partial<typeof SIGNS_IN_OR_OUT> | undefined)?.coursewareSignsInOrOut === true;
}
