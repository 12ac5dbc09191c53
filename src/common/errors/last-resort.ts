import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.js';
import { problemBody } from './problem-body.js';

/**
 * What is sent when an error answer cannot be sent: a hook that runs on every answer fails on that one too. Fastify's
 * own last resort would repeat the message of the failure to the client (SPEC R-6: a 5xx tells nothing of its cause).
 * Set before Nest sets its error handler, which then falls back on this one.
 */
export function setLastResort(fastify: FastifyInstance, publicUrl: string): void {
  const logger = new Logger('LastResort');
  fastify.setErrorHandler((thrown, request, reply) => {
    logger.error({ err: thrown, request_id: request.id }, 'An error answer could not be sent.');
    const error = new AppError('internal_error', 'An unexpected error occurred. Please try again later.');
    const body = JSON.stringify({
      ...problemBody(error, request.url.split('?', 1)[0]!, publicUrl),
      request_id: request.id,
    });
    // Past the hooks, one of which has failed twice.
    reply.hijack();
    if (reply.raw.headersSent) return void reply.raw.destroy();
    reply.raw.writeHead(error.status, {
      'content-type': 'application/json; charset=utf-8',
      'content-language': 'en',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-request-id': request.id,
    });
    reply.raw.end(request.method === 'HEAD' ? undefined : body);
  });
  expectAnother(fastify);
}

/** Nest sets its handler in the same scope, upon this one as is meant: no cause for Fastify to warn (FSTWRN004). */
function expectAnother(fastify: FastifyInstance): void {
  const flag = Object.getOwnPropertySymbols(fastify).find(
    ({ description }) => description === 'fastify.errorHandlerAlreadySet',
  );
  if (flag) Reflect.set(fastify, flag, false);
}
