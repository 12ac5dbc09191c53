import { Injectable } from '@nestjs/common';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import passport from 'passport';
import { CLIENT_AUTHENTICATED } from '../../common/auth/access.js';
import { Authenticator } from '../../common/auth/authenticator.js';
import { Principal } from '../../common/auth/principal.js';
import { AuthenticationFailedError } from '../../common/errors/app-error.js';
import { BearerTokenStrategy } from '../oauth2/index.js';

/** Finds out who makes a request, by Passport's strategies. */
@Injectable()
export class PassportAuthenticator extends Authenticator {
  /** One of its own, not Passport's global one: two services in one process (tests) have different keys. */
  private readonly passport = new passport.Passport();

  constructor(private readonly strategy: BearerTokenStrategy) {
    super();
    this.passport.use(strategy);
  }

  override async authenticate(request: FastifyRequest): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization === undefined || isClientAuthenticated(request.routeOptions.config)) return Principal.anonymous;
    return new Promise((resolve, reject) => {
      const answer = (error: unknown, principal?: unknown, reason?: unknown): void => {
        if (principal instanceof Principal) resolve(principal);
        else reject(error ?? new AuthenticationFailedError(String(reason)));
      };
      // Passport hangs members on what it is given; Fastify's request stays as it is.
      this.passport.authenticate(this.strategy.name, { session: false }, answer)(
        { headers: { authorization } },
        {},
        reject,
      );
    });
  }
}

function isClientAuthenticated(config: FastifyContextConfig | undefined): boolean {
  return (config as Partial<typeof CLIENT_AUTHENTICATED> | undefined)?.coursewareClientAuthenticated === true;
}
