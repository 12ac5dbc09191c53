import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import passport from 'passport';
import type { Principal } from '../../common/auth/principal.js';
import { InvalidTokenError } from './oauth2.errors.js';
import { TokenCallers } from './token-callers.js';

/** `Bearer` is RFC 6750's scheme, `JWT` the one of Open edX's clients (operations.md A4.1). Schemes ignore case (RFC 9110 11.1). */
const CREDENTIALS = /^(?:bearer|jwt) +([^\s,]+) *$/i;

/**
 * Passport strategy: an access token in the Authorization header. `success` has a {@link Principal}, `fail` the reason
 * as a text, `error` what went wrong on our side.
 */
@Injectable()
export class BearerTokenStrategy extends passport.Strategy {
  override readonly name = 'access-token';

  constructor(private readonly callers: TokenCallers) {
    super();
  }

  override authenticate(request: Pick<Request, 'headers'>): void {
    this.principalOf(request.headers.authorization ?? '').then(
      (principal) => this.success(principal),
      (error: unknown) => (error instanceof InvalidTokenError ? this.fail(error.reason, 401) : this.error(error)),
    );
  }

  private async principalOf(header: string): Promise<Principal> {
    const token = CREDENTIALS.exec(header)?.[1];
    // The header is not repeated in the answer: a token that was sent without a scheme would end up in logs.
    if (token === undefined)
      throw new InvalidTokenError('the Authorization header must be "Bearer <token>" or "JWT <token>"');
    return this.callers.callerOf(token, 'token');
  }
}
