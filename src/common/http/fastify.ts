import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { AppConfig } from '../config/app-config.js';
import { setLastResort } from '../errors/last-resort.js';
import { API_VERSION } from '../openapi/api-version.js';
import { registerCompression } from './compression.js';
import { registerCors } from './cors.js';
import { MAX_JSON_BYTES, registerJsonBody } from './json-body.js';
import { collectMethods } from './other-methods.js';
import { redirectToCanonicalUrl } from './redirects.js';
import { registerRequestLimits } from './request-limits.js';
import { answerParserErrors, answerRouterErrors } from './server-errors.js';
import { continuedTrace, traceIdOf } from './trace-context.js';
import { warnOfProxies } from './untold-proxies.js';

/** Asset keys may hold a path of 255 characters beside the course's parts; Fastify's own limit of 100 answers 414. */
const MAX_PATH_PARAMETER = 2048;
/** Swagger UI brings its own scripts, styles itself inline and shows pictures as data; nothing comes from elsewhere. */
const DOCUMENTATION_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; frame-ancestors 'none'";
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The HTTP server under Nest: limits, request ids, and one log line a request. */
export function createFastifyAdapter(logger: Logger, config: AppConfig): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: logger,
    // One line of our own a request: logRequest below.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: MAX_JSON_BYTES,
    // Whose X-Forwarded-For is believed; nobody's unless an operator says so, or every client could choose its address.
    trustProxy: trusted(config.trustProxy),
    frameworkErrors: answerRouterErrors(config),
    clientErrorHandler: answerParserErrors(config),
    // A client's own id is kept if it is harmless in a log, so that one id follows a request across services (SPEC R-16).
    genReqId: (request: IncomingMessage) => {
      const sent = request.headers['x-request-id'];
      return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    },
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER, ignoreTrailingSlash: true },
    // Longer than the usual keep-alive of a proxy in front (60 s), so that it never reuses a closing connection.
    keepAliveTimeout: 65_000,
    requestTimeout: 300_000,
    forceCloseConnections: 'idle',
  });
}

function trusted(proxies: AppConfig['trustProxy']): string[] | false | ((address: string, hop: number) => boolean) {
  if (typeof proxies === 'number') return (_, hop) => hop < proxies;
  return proxies && [...proxies];
}

/**
 * What belongs to HTTP rather than to a resource: body types, canonical slashes, headers, the request log. Called before
 * Nest registers its routes.
 */
export async function registerPlugins(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const config = app.get(AppConfig);
  setLastResort(fastify, config.publicUrl);
  fastify.addHook('onRequest', identify);
  if (config.trustProxy === false) warnOfProxies(fastify);
  await registerCors(fastify, config.corsAllowedOrigins);
  fastify.addHook('onRequest', redirectToCanonicalUrl);
  registerRequestLimits(fastify);
  await fastify.register(fastifyCookie as never, { secret: config.sessionSecret });
  fastify.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api-docs')) void reply.header('content-security-policy', DOCUMENTATION_POLICY);
  });
  fastify.addHook('onResponse', async (request, reply) => logRequest(request, reply));
  await registerCompression(fastify);
  collectMethods(fastify);
  await registerBodies(fastify);
  await fastify.register(fastifyHelmet as never, {
    // JSON needs nothing at all; pages set a policy of their own (operations.md C5.7).
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
}

/** What every answer carries, whatever becomes of the request (SPEC ). */
async function identify(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  void reply
    .header('x-request-id', request.id)
    .header('x-api-version', API_VERSION)
    .header('traceparent', continuedTrace(request.headers.traceparent));
}

async function registerBodies(fastify: FastifyInstance): Promise<void> {
  // What Fastify accepts by default as a body would reach a DTO as a plain string.
  fastify.removeContentTypeParser('text/plain');
  // Read by nobody, so that NegotiationGuard can refuse it with the types that the route takes; Fastify alone would not know them.
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  registerJsonBody(fastify);
  await fastify.register(fastifyFormbody as never);
  await fastify.register(fastifyMultipart as never, {
    limits: { fields: 20, files: 1, parts: 21, fieldSize: 64 * 1024 },
    throwFileSizeLimit: true,
  });
}

function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  request.log.info(
    {
      method: request.method,
      path: loggedPath(request),
      route: request.routeOptions.url,
      status: reply.statusCode,
      trace_id: traceIdOf(reply.getHeader('traceparent')),
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    },
    'request',
  );
}

/** Longer than any name of ours that consists of such characters alone; a secret in a link has 43. */
const MAY_BE_SECRET = /[\w-]{40,}/g;

/**
 * Without the query, which may hold an unlock key or a code, and without the secret of a link that was mailed; also where
 * somebody has mangled that link, so that it leads nowhere.
 */
function loggedPath({ url, params, routeOptions }: FastifyRequest): string {
  const path = url.split('?', 1)[0]!;
  if (routeOptions.url === undefined) return path.replace(MAY_BE_SECRET, '…');
  const isSecret = (params as Partial<Record<string, string>> | null)?.token !== undefined;
  return isSecret ? routeOptions.url : path;
}
