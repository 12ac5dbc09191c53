import { randomUUID } from 'node:crypto';
import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { AppConfig } from '../config/app-config.js';
import { AppError } from '../errors/app-error.js';
import { ERROR_CATALOGUE } from '../errors/error-catalogue.js';
import { problemBody } from '../errors/problem-body.js';
import type { ProblemResponse } from '../errors/problem.response.js';
import { API_VERSION } from '../openapi/api-version.js';
import { corsHeaders } from './cors.js';
import { continuedTrace } from './trace-context.js';

/**
 * Answers what the router refuses before any hook runs — a malformed percent-encoding, an endless path parameter — as
 * every other error is answered (SPEC section 1 "error body").
 */
export function answerRouterErrors(config: AppConfig) {
  return (error: { code: string }, request: FastifyRequest, reply: FastifyReply): void => {
    const { error: problem, path } = routerError(error.code, request.raw.url ?? '/');
    void reply
      .status(problem.status)
      .headers({
        ...headersOf(String(request.id), request.headers.traceparent as string | undefined),
        ...corsHeaders(request.headers, config.corsAllowedOrigins),
      })
      .send(bodyOf(problem, path, String(request.id), config));
  };
}

function routerError(code: string, target: string): { error: AppError; path: string } {
  const path = target.split('?', 1)[0]!;
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return { error: new AppError('uri_too_long', 'A part of the path is longer than any key can be.'), path };
  }
  const message =
    'The path is not a valid percent-encoding of UTF-8. Encode each key by itself, for example with encodeURIComponent().';
  // Whatever key it was meant to be, there is none like it (SPEC section 1 "bad key").
  return { error: new AppError('not_found', message), path };
}

/**
 * Answers what Node's HTTP parser refuses, when there is no request yet: only the connection to write to. Without the
 * request's headers there is no CORS and no id of the client's.
 */
export function answerParserErrors(config: AppConfig) {
  return (error: ConnectionError, socket: Socket): void => {
    // Nobody is there any more.
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
    const problem = parserError(error);
    const id = randomUUID();
    const body = bodyOf(problem, '/', id, config);
    const headers = { ...headersOf(id), 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${problem.status} ${ERROR_CATALOGUE[problem.code].title}\r\n${lines.join('')}\r\n${body}`);
  };
}

function parserError({ code, rawPacket }: Pick<ConnectionError, 'code' | 'rawPacket'>): AppError {
  // Node gives the bytes that it was parsing, whatever Fastify's type says; none for a timeout.
  const packet = rawPacket as unknown as Buffer | undefined;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('request_timeout', 'The request did not arrive completely in time. Send it again.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    // The limit is one for the request line and the headers together: which of them is it?
    return packet && /^[A-Z]+ [^\r\n]{8192}/.test(packet.toString('latin1'))
      ? new AppError('uri_too_long', 'The address is too long.')
      : new AppError('headers_too_large', 'The headers have more than 16 KiB. Send fewer or shorter ones.');
  }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return new AppError('content_too_large', 'The extensions of a chunk are too long. Send none.');
  }
  return new AppError('malformed_body', 'This is not HTTP that can be read (RFC 9112).');
}

function headersOf(requestId: string, traceparent?: string): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-language': 'en',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    'x-api-version': API_VERSION,
    traceparent: continuedTrace(traceparent),
  };
}

function bodyOf(error: AppError, path: string, requestId: string, { publicUrl }: AppConfig): string {
  const body: ProblemResponse = { ...problemBody(error, path, publicUrl), request_id: requestId };
  return JSON.stringify(body);
}
