import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

/** Longest request target, in characters: RFC 9110 4.1 recommends that servers take 8,000. */
const MAX_TARGET = 8192;
/** No operation has a third of that. */
const MAX_PARAMETERS = 100;

/** Refuses, before anything is read, what no client needs to send (SPEC R-6). */
export function registerRequestLimits(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request) => {
    checkTarget(request.url);
    checkContentCoding(request);
  });
}

function checkTarget(target: string): void {
  if (target.length > MAX_TARGET) {
    throw new AppError(
      'uri_too_long',
      `The address has ${target.length} characters; at most ${MAX_TARGET} are read. Ask for less at a time.`,
    );
  }
  const start = target.indexOf('?');
  const parameters = start < 0 ? 0 : target.slice(start).split('&').length;
  if (parameters > MAX_PARAMETERS) {
    throw new AppError(
      'invalid_input',
      `The query has ${parameters} parameters; at most ${MAX_PARAMETERS} are read. Lists are one parameter with commas.`,
    );
  }
}

/** RFC 9110 8.4: a coding that is not understood is a 415, and `Accept-Encoding` in the answer says which are (12.5.3). */
function checkContentCoding({ headers }: FastifyRequest): void {
  const coding = headers['content-encoding']?.trim().toLowerCase();
  if (coding === undefined || coding === '' || coding === 'identity') return;
  throw new AppError(
    'unsupported_media_type',
    `The body must not be compressed, but Content-Encoding is "${coding}". Send it as it is.`,
    { headers: { 'accept-encoding': 'identity' } },
  );
}
