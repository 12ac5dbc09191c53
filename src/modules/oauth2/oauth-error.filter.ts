import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { translateDatabaseError } from '../../common/database/database-errors.js';
import { AppError } from '../../common/errors/app-error.js';
import type { OauthErrorResponse } from './dto/oauth-error.response.js';

interface OauthFailure {
  readonly status: number;
  readonly error: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const UNEXPECTED: OauthFailure = {
  status: 500,
  error: 'server_error',
  description: 'An unexpected error occurred. Please try again later.',
};

/**
 * Errors of the token endpoint in the form that OAuth2 clients read (RFC 6749 5.2): the documented exception from the
 * one error body of this service. A 5xx tells nothing of its cause; the log has it.
 */
@Catch()
export class OauthErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(OauthErrorFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const failure = translate(thrown);
    if (failure.status >= 500) this.logger.error({ err: thrown, request_id: request.id }, failure.description);
    const body: OauthErrorResponse = { error: failure.error, error_description: printable(failure.description) };
    void reply
      .status(failure.status)
      .headers({ ...failure.headers, 'cache-control': 'no-store', pragma: 'no-cache' })
      .send(body);
  }
}

function translate(thrown: unknown): OauthFailure {
  // What is no error of the protocol comes wrapped in a ServerError.
  const error = thrown instanceof OAuth2Server.ServerError ? ((thrown as { inner?: unknown }).inner ?? thrown) : thrown;
  if (error instanceof OAuth2Server.OAuthError && !(error instanceof OAuth2Server.ServerError))
    return ofProtocol(error);
  const known = error instanceof AppError ? error : translateDatabaseError(error);
  if (!known) return UNEXPECTED;
  const { status, message: description, headers } = known;
  return { status, error: status === 503 ? 'temporarily_unavailable' : 'invalid_request', description, headers };
}

function ofProtocol({ name, message }: OAuth2Server.OAuthError): OauthFailure {
  if (name !== 'invalid_client') return { status: 400, error: name, description: message };
  // RFC 9110 15.5.2: a 401 says how to authenticate.
  const headers = { 'www-authenticate': 'Basic realm="oauth2", charset="UTF-8"' };
  return {
    status: 401,
    error: name,
    description: 'The client is not known, or its secret is wrong or missing.',
    headers,
  };
}

/** RFC 6749 5.2 allows neither quotation marks nor backslashes nor anything beyond ASCII in a description. */
function printable(description: string): string {
  return description.replaceAll('"', "'").replaceAll(/[^\x20-\x7E]|\\/g, '?');
}
