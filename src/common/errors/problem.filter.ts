import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { AppConfig } from '../config/app-config.js';
import { translateDatabaseError } from '../database/database-errors.js';
import { prefersHtml } from '../html/accept.js';
import { HtmlRenderer } from '../html/html-renderer.js';
import { negotiateLanguage } from '../i18n/languages.js';
import { MAX_JSON_BYTES } from '../http/json-body.js';
import { vary } from '../http/vary.js';
import { AppError, NotFoundError } from './app-error.js';
import type { ErrorCode } from './error-catalogue.js';
import { problemBody } from './problem-body.js';
import { type ProblemResponse } from './problem.response.js';
import { withTokenPlace } from './token-place.js';

/** What Fastify and its plugins say, in the words of our catalogue. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'content_too_large',
  FST_REQ_FILE_TOO_LARGE: 'content_too_large',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
};

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_body',
  401: 'authentication_required',
  403: 'permission_denied',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  409: 'conflict',
  412: 'precondition_failed',
  413: 'content_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  416: 'range_not_satisfiable',
  429: 'rate_limited',
  431: 'headers_too_large',
  503: 'service_unavailable',
};

/** Headers that a route may have set before it failed, and that describe what is not sent now. */
const OF_THE_REPRESENTATION = ['etag', 'last-modified', 'content-disposition', 'content-length', 'content-encoding'];

/**
 * The one renderer of errors (SPEC section 1 "error body"): whatever was thrown, by whichever layer, leaves as one flat
 * object that carries the seeds' vocabulary and OEP-69's. A 5xx tells the client nothing of its cause; the log has it.
 */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(
    private readonly config: AppConfig,
    private readonly pages: HtmlRenderer,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.translate(thrown, request);
    if (error.status >= 500) this.logger.error({ err: error.cause ?? thrown, request_id: request.id }, error.message);
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    const language = negotiateLanguage(request.headers['accept-language']);
    // What the route had said of its answer is not true of this one.
    for (const name of OF_THE_REPRESENTATION) void reply.removeHeader(name);
    const problem: ProblemResponse = {
      ...problemBody(this.ofThisInstallation(error), pathOf(request), this.config.publicUrl, language),
      request_id: String(request.id),
    };
    void reply
      .status(error.status)
      .headers({ ...error.headers, 'content-language': language, 'cache-control': 'no-store' });
    vary(reply, 'Accept', 'Accept-Language');
    if (prefersHtml(request))
      return void reply.headers(this.pages.headers(language)).send(this.pages.problem(problem, request));
    void reply.type(this.contentType(request)).send(JSON.stringify(problem));
  }

  /** Only what a 401 says is all ours: other messages repeat what was sent, an address perhaps. */
  private ofThisInstallation(error: AppError): AppError {
    if (error.status === 401) error.message = withTokenPlace(error.message, this.config);
    return error;
  }

  private translate(thrown: unknown, request: FastifyRequest): AppError {
    if (thrown instanceof AppError) return thrown;
    const fromDatabase = translateDatabaseError(thrown);
    if (fromDatabase) return fromDatabase;
    const code = FASTIFY_CODES[(thrown as { code?: string } | null)?.code ?? ''];
    if (code) return new AppError(code, explain(code, thrown, request), { cause: thrown });
    const status =
      thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: number } | null)?.statusCode;
    // Nest's router answers an unknown path with a NotFoundException.
    if (status === 404)
      return new NotFoundError(
        `resource at ${pathOf(request)}`,
        'Check the address; /api/ leads to all that there is.',
      );
    const known = status === undefined || status >= 500 ? undefined : BY_STATUS[status];
    if (known) return new AppError(known, explain(known, thrown, request), { cause: thrown });
    return new AppError('internal_error', 'An unexpected error occurred. Please try again later.', { cause: thrown });
  }

  /** `application/problem+json` only for a client that names it (SPEC section 1). */
  private contentType(request: FastifyRequest): string {
    const accepted = new Negotiator(request).mediaTypes(['application/json', 'application/problem+json']);
    const named =
      request.headers.accept?.includes('application/problem+json') && accepted[0] === 'application/problem+json';
    return `${named ? 'application/problem+json' : 'application/json'}; charset=utf-8`;
  }
}

/** What Fastify's and Nest's short texts leave out: which value it was and what to do. */
function explain(code: ErrorCode, thrown: unknown, request: FastifyRequest): string {
  if (code === 'unsupported_media_type') {
    return `This address does not take a body of type "${request.headers['content-type'] ?? 'none'}". Set Content-Type to what the documentation of the operation names, usually application/json.`;
  }
  if ((thrown as { code?: unknown }).code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return `The body is too large: JSON may have ${MAX_JSON_BYTES} bytes at most. Split the request; large content comes as a file or as an OLX archive.`;
  }
  return (thrown as Error).message.replace(/\.?$/, '.');
}

/** The path without the query: OEP-69's `instance`. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}
