import type { IncomingHttpHeaders } from 'node:http';
import fastifyCors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { vary } from './vary.js';

/** What a page of another origin may read of an answer; without this, scripts see only a handful of headers. */
const EXPOSED_HEADERS = [
  'Allow',
  'Accept-Patch',
  'Accept-Post',
  'Content-Disposition',
  'Content-Language',
  'Content-Range',
  'Deprecation',
  'ETag',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'WWW-Authenticate',
  'X-API-Version',
  'X-Request-ID',
  'traceparent',
];

const ALLOWED_HEADERS = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'If-Range',
  'If-Unmodified-Since',
  'Prefer',
  'Range',
  'USE-JWT-COOKIE',
  'X-CSRFToken',
  'X-Request-ID',
  'X-Unlock-Key',
  'traceparent',
  'tracestate',
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Two hours, the most that Chromium keeps. */
const PREFLIGHT_SECONDS = 7200;

/**
 * Cross-origin requests from the listed origins, with credentials (SPEC R-16, issue "transport"). Everybody else gets no
 * header at all, so browsers keep answers from their pages. Called first of all hooks, so that errors and redirects have
 * the headers too and a preflight is answered before it could be redirected, which browsers refuse.
 */
export async function registerCors(fastify: FastifyInstance, allowed: readonly string[]): Promise<void> {
  if (allowed.length === 0) return;
  await fastify.register(fastifyCors as never, {
    delegator: (request: FastifyRequest, callback: (error: Error | null, options: FastifyCorsOptions) => void) =>
      callback(null, optionsFor(request, allowed)),
  });
  // Routes write their own Vary over the plugin's.
  fastify.addHook('onSend', async (_request, reply) => vary(reply, 'Origin'));
}

function optionsFor({ headers }: FastifyRequest, allowed: readonly string[]): FastifyCorsOptions {
  const { origin } = headers;
  if (origin === undefined || !allowed.includes(origin)) return { origin: false };
  return {
    origin,
    credentials: true,
    exposedHeaders: EXPOSED_HEADERS,
    allowedHeaders: ALLOWED_HEADERS,
    methods: METHODS,
    maxAge: PREFLIGHT_SECONDS,
    // Without this header an OPTIONS is a question to the resource, which answers 204 with Allow.
    preflight: headers['access-control-request-method'] !== undefined,
  };
}

/** The same headers for an answer that is made before any hook runs. */
export function corsHeaders({ origin }: IncomingHttpHeaders, allowed: readonly string[]): Record<string, string> {
  if (allowed.length === 0) return {};
  if (origin === undefined || !allowed.includes(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
  };
}
