import { Injectable } from '@nestjs/common';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import passport from 'passport';
import { CLIENT_AUTHENTICATED } from '../../common/auth/access.js';
import { Authenticator } from '../../common/auth/authenticator.js';
import { Principal } from '../../common/auth/principal.js';
import { AuthenticationFailedError } from '../../common/errors/app-error.js';
import { BearerTokenStrategy } from '../oauth2/index.js';
import { JwtCookieStrategy } from './external/jwt-cookie.strategy.js';
import type { PassportRequest } from './passport-request.js';
import { SessionStrategy } from './session.strategy.js';

/** What Passport found: the caller, or why there is none. */
type Found = Principal | { readonly reason: string };

/**
 * Finds out who makes a request, by Passport's strategies. An Authorization header is final: it is right, or the answer is
 * 401. What a browser sends by itself may be out of date and counts as nothing then (operations.md A5.2).
 */
@Injectable()
export class PassportAuthenticator extends Authenticator {
  /** One of its own, not Passport's global one: two services in one process (tests) have different keys. */
  private readonly passport = new passport.Passport();
  /** In this order; the first that knows the caller decides. */
  private readonly ofBrowsers: readonly passport.Strategy[];

  constructor(
    private readonly bearer: BearerTokenStrategy,
    jwtCookies: JwtCookieStrategy,
    session: SessionStrategy,
  ) {
    super();
    this.ofBrowsers = [jwtCookies, session];
    for (const strategy of [bearer, ...this.ofBrowsers]) this.passport.use(strategy);
  }

  override async authenticate(request: FastifyRequest): Promise<Principal> {
    const { authorization, cookie } = request.headers;
    if (isClientAuthenticated(request.routeOptions.config)) return Principal.anonymous;
    if (authorization !== undefined) return required(await this.ask([this.bearer], request));
    if (cookie === undefined) return Principal.anonymous;
    const found = await this.ask(this.ofBrowsers, request);
    return found instanceof Principal ? found : Principal.anonymous;
  }

  private async ask(strategies: readonly passport.Strategy[], request: FastifyRequest): Promise<Found> {
    return new Promise((resolve, reject) => {
      const answer = (error: unknown, principal?: unknown, reasons?: unknown): void => {
        if (principal instanceof Principal) resolve(principal);
        else if (error) reject(error);
        else resolve({ reason: String([reasons].flat()[0]) });
      };
      this.passport.authenticate(
        strategies.map(({ name }) => name!),
        { session: false },
        answer,
      )({ headers: request.headers, request } satisfies PassportRequest, {}, reject);
    });
  }
}

/** @throws AuthenticationFailedError */
function required(found: Found): Principal {
  if (found instanceof Principal) return found;
  throw new AuthenticationFailedError(found.reason);
}

function isClientAuthenticated(config: FastifyContextConfig | undefined): boolean {
  return (config as Partial<typeof CLIENT_AUTHENTICATED> | undefined)?.coursewareClientAuthenticated === true;
}
