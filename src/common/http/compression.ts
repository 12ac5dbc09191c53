import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import type { FastifyInstance, FastifyReply, FastifyRequest, onSendHookHandler, RouteOptions } from 'fastify';
import { codedEtag, CONTENT_CODINGS, type ContentCoding, sentEtag, uncodeConditions } from './content-coding.js';
import { vary } from './vary.js';

/** Below this a packet is a packet, and the coding would only cost time. */
const THRESHOLD_BYTES = 1024;
/** Answers are made for one request each: the quality at which a byte saved still costs little (docs/operations.md). */
const BROTLI_QUALITY = 4;
const GZIP_LEVEL = 4;
/** What our own routes send as text. Pictures, archives and films are compressed as they are. */
const COMPRESSIBLE =
  /^(application\/([\w.-]+\+)?json|application\/(xml|javascript|yaml)|image\/svg\+xml|text\/(?!event-stream))/;

/** Tags of `If-None-Match` before they were uncoded. */
const sentTags = new WeakMap<FastifyRequest, readonly string[]>();

/**
 * Compresses what is worth it in the coding that the client prefers (SPEC R-16), and keeps ETags strong: each coding has
 * a tag of its own, and conditions with any of them work. Called before routes are registered.
 */
export async function registerCompression(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRequest', async (request) => {
    const sent = uncodeConditions(request.raw.headers);
    if (sent !== undefined) sentTags.set(request, sent);
  });
  const head = new WeakMap<RouteOptions, onSendHookHandler[]>();
  fastify.addHook('onRoute', (route) => {
    if (!isCompressed(route.url)) route.compress = false;
    else if (route.method === 'HEAD') {
      // Fastify's own hook drops the body here, and would do it before the coding could tell its length.
      head.set(route, [route.onSend ?? []].flat());
      route.onSend = undefined;
    }
  });
  await fastify.register(fastifyCompress as never, {
    encodings: [...CONTENT_CODINGS],
    threshold: THRESHOLD_BYTES,
    customTypes: COMPRESSIBLE,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    zlibOptions: { level: GZIP_LEVEL },
    // Bodies are read as they come; a compressed one is refused in request-limits.ts.
    globalDecompression: false,
  });
  // After the plugin's own, so that these hooks run when the coding is decided.
  fastify.addHook('onRoute', (route) => {
    if (isCompressed(route.url))
      route.onSend = [...[route.onSend ?? []].flat(), describeCoding, ...(head.get(route) ?? [])];
  });
}

/**
 * Routes that may compress. Not OAuth2's: a secret beside what the caller can choose must not show in the length (BREACH).
 * Not the bytes of assets: their length, ranges and tag are those of the file (RFC 9110 14.2).
 */
function isCompressed(url: string): boolean {
  return !url.startsWith('/oauth2/') && !url.startsWith('/:asset_key');
}

async function describeCoding(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  vary(reply, 'Accept-Encoding');
  const etag = reply.getHeader('etag');
  if (typeof etag !== 'string') return payload;
  const coding = reply.getHeader('content-encoding');
  if (typeof coding === 'string') void reply.header('etag', codedEtag(etag, coding as ContentCoding));
  const sent = sentTags.get(request);
  if (reply.statusCode === 304 && sent !== undefined) void reply.header('etag', sentEtag(etag, sent));
  return payload;
}
