import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastifyFormbody from '@fastify/formbody';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify';
import type { Logger } from 'pino';
import { AppConfig } from '../config/app-config.js';
import { AppError } from '../errors/app-error.js';
import { setLastResort } from '../errors/last-resort.js';
import { API_VERSION } from '../openapi/api-version.js';

/** Asset keys may hold a path of 255 characters beside the course's parts; Fastify's own limit of 100 answers 414. */
const MAX_PATH_PARAMETER = 2048;
const MAX_JSON_BYTES = 1024 * 1024;
/** Swagger UI brings its own scripts, styles itself inline and shows pictures as data; nothing comes from elsewhere. */
const DOCUMENTATION_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; frame-ancestors 'none'";
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The HTTP server under Nest: limits, request ids, and one log line a request. */
export function createFastifyAdapter(logger: Logger): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: logger,
    // One line of our own a request: logRequest below.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: MAX_JSON_BYTES,
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

/**
 * Adds, for each known path, the methods that it does not have: OPTIONS answers 204 with `Allow`, the others 405 with
 * `Allow` (RFC 9110 15.5.6). Fastify alone would say 404. Called after Nest has registered its routes.
 */
export function registerOtherMethods(app: NestFastifyApplication): void {
  const fastify = fastifyOf(app);
  for (const [url, methods] of [...methodsByPath(fastify)]) {
    const allow = [...methods, 'OPTIONS'].sort().join(', ');
    const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.has(method));
    if (!methods.has('OPTIONS')) {
      fastify.route({
        method: 'OPTIONS',
        url,
        handler: async (_, reply) => reply.status(204).header('allow', allow).send(),
      });
    }
    if (others.length === 0) continue;
    fastify.route({
      method: others,
      url,
      handler: async (request) => {
        throw new AppError('method_not_allowed', `${request.method} is not possible here. Possible: ${allow}.`, {
          headers: { allow },
        });
      },
    });
  }
}

/**
 * What belongs to HTTP rather than to a resource: body types, canonical slashes, headers, the request log. Called before
 * Nest registers its routes.
 */
export async function registerPlugins(app: NestFastifyApplication): Promise<void> {
  const fastify = fastifyOf(app);
  setLastResort(fastify, app.get(AppConfig).publicUrl);
  fastify.addHook('onRequest', redirectToCanonicalSlash);
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('x-api-version', API_VERSION);
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api-docs')) void reply.header('content-security-policy', DOCUMENTATION_POLICY);
  });
  fastify.addHook('onResponse', async (request, reply) => logRequest(request, reply));
  fastify.addHook('onRoute', (route) => collect(route, methodsByPath(fastify)));
  // What Fastify accepts by default as a body would reach a DTO as a plain string.
  fastify.removeContentTypeParser('text/plain');
  // Read by nobody, so that NegotiationGuard can refuse it with the types that the route takes; Fastify alone would not know them.
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  fastify.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string', bodyLimit: MAX_JSON_BYTES },
    fastify.getDefaultJsonParser('error', 'error'),
  );
  await fastify.register(fastifyFormbody as never);
  await fastify.register(fastifyMultipart as never, {
    limits: { fields: 20, files: 1, parts: 21, fieldSize: 64 * 1024 },
    throwFileSizeLimit: true,
  });
  await fastify.register(fastifyHelmet as never, {
    // JSON needs nothing at all; pages set a policy of their own (operations.md C5.7).
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
}

/**
 * Canonical URLs under /api/ end in a slash; without it: 308, which keeps method and body (SPEC section 1). The target
 * is a path, so the client stays on the host that it knows.
 */
async function redirectToCanonicalSlash(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const [path, query] = request.url.split('?') as [string, string | undefined];
  if (!path.startsWith('/api/') && path !== '/api') return;
  if (path.endsWith('/') || path.startsWith('//')) return;
  await reply.redirect(`${path}/${query === undefined ? '' : `?${query}`}`, 308);
}

const knownMethods = new WeakMap<FastifyInstance, Map<string, Set<string>>>();

/** Path pattern → methods that a route answers, of one server. */
function methodsByPath(fastify: FastifyInstance): Map<string, Set<string>> {
  if (!knownMethods.has(fastify)) knownMethods.set(fastify, new Map());
  return knownMethods.get(fastify)!;
}

function fastifyOf(app: NestFastifyApplication): FastifyInstance {
  return app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
}

function collect(route: RouteOptions, routes: Map<string, Set<string>>): void {
  // One route with and without the last slash (ignoreTrailingSlash).
  const url = route.url.length > 1 ? route.url.replace(/\/$/, '') : route.url;
  const methods = routes.get(url) ?? new Set<string>();
  for (const method of [route.method].flat()) methods.add(String(method));
  // Fastify answers HEAD wherever GET is.
  if (methods.has('GET')) methods.add('HEAD');
  routes.set(url, methods);
}

function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  request.log.info(
    {
      method: request.method,
      // Without the query: it may hold an unlock key or a code.
      path: request.url.split('?', 1)[0],
      route: request.routeOptions.url,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    },
    'request',
  );
}
