import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { acceptedTypes } from './accepted-types.js';

/** All that Fastify lets a client send but OPTIONS; nothing here answers the last two. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'TRACE'];

/** Path pattern → methods that a route answers, of one server. */
const knownMethods = new WeakMap<FastifyInstance, Map<string, Set<string>>>();

/** Remembers the methods of every route that is registered from now on. */
export function collectMethods(fastify: FastifyInstance): void {
  const routes = new Map<string, Set<string>>();
  knownMethods.set(fastify, routes);
  fastify.addHook('onRoute', (route) => collect(route, routes));
}

/**
 * Adds, for each known path, the methods that it does not have: OPTIONS answers 204 with `Allow`, the others 405 with
 * `Allow` (RFC 9110 15.5.6). Fastify alone would say 404. Called after Nest has registered its routes.
 */
export function registerOtherMethods(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const accepted = acceptedTypes(app);
  for (const [url, methods] of [...(knownMethods.get(fastify) ?? [])]) {
    const allow = [...new Set([...methods, 'OPTIONS'])].sort().join(', ');
    if (!methods.has('OPTIONS')) answerOptions(fastify, url, { allow, ...accepted.get(url) });
    refuseOthers(fastify, url, methods, allow);
  }
}

function answerOptions(fastify: FastifyInstance, url: string, headers: Readonly<Record<string, string>>): void {
  fastify.route({
    method: 'OPTIONS',
    url,
    handler: async (_, reply) => reply.status(204).headers(headers).send(),
  });
}

function refuseOthers(fastify: FastifyInstance, url: string, methods: ReadonlySet<string>, allow: string): void {
  const method = METHODS.filter((name) => !methods.has(name));
  if (method.length === 0) return;
  fastify.route({
    method,
    url,
    // Before the body is looked at: what is wrong with it does not matter where no body is right.
    onRequest: async (request) => {
      throw new AppError('method_not_allowed', `${request.method} is not possible here. Possible: ${allow}.`, {
        headers: { allow },
      });
    },
    handler: async () => undefined,
  });
}

function collect(route: RouteOptions, routes: Map<string, Set<string>>): void {
  // The place for preflights of unknown addresses (@fastify/cors); the addresses stay unknown.
  if (route.url === '*') return;
  // One route with and without the last slash (ignoreTrailingSlash).
  const url = route.url.length > 1 ? route.url.replace(/\/$/, '') : route.url;
  const methods = routes.get(url) ?? new Set<string>();
  for (const method of [route.method].flat()) methods.add(String(method));
  // Fastify answers HEAD wherever GET is.
  if (methods.has('GET')) methods.add('HEAD');
  routes.set(url, methods);
}
