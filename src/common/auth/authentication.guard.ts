import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthenticationFailedError } from '../errors/app-error.js';
import { FailedAuthentications } from '../rate-limit/failed-authentications.js';
import type { AuthenticatedRequest } from './access.js';
import { Authenticator } from './authenticator.js';

/**
 * Finds out who makes a request: the first of the guards, so that limits count against the caller and not only against an
 * address. Credentials that are wrong are a 401 on every route, also on those that are open to anyone.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly failures: FailedAuthentications,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    try {
      request.principal = await this.authenticator.authenticate(request);
    } catch (error) {
      throw error instanceof AuthenticationFailedError ? await this.failures.answerTo(error, request) : error;
    }
    return true;
  }
}
