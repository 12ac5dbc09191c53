import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiUrls } from '../hypermedia/api-urls.js';
import { ApiRoutes, type DeclaredRoute } from './api-routes.js';
import { type Deprecation, deprecatedParametersOf, DEPRECATION } from './deprecation.js';

/** Something deprecated that the service still has. */
export interface DeprecatedThing extends Deprecation {
  /** `GET /api/old/v1/things/`, or with `?parameter` behind it. */
  readonly what: string;
}

interface RouteDeprecations {
  readonly route: Deprecation | undefined;
  readonly parameters: ReadonlyMap<string, Deprecation>;
}

/**
 * Sends `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` to whoever uses what is deprecated, and logs each use:
 * how much something is still used decides when it can go (docs/api/deprecation.md). On every answer of the route, also
 * on errors and on what is refused before the route is reached; that is why it is a hook of the server.
 */
@Injectable()
export class DeprecationHeaders implements OnApplicationBootstrap {
  private readonly byRoute = new Map<string, RouteDeprecations>();

  constructor(
    host: HttpAdapterHost,
    private readonly routes: ApiRoutes,
    private readonly urls: ApiUrls,
  ) {
    const fastify = host.httpAdapter?.getInstance<FastifyInstance | undefined>();
    // Here, because a hook counts only for the routes that come after it. Absent where only the declarations are read.
    fastify?.addHook?.('onSend', async (request, reply) => this.announce(request, reply));
  }

  onApplicationBootstrap(): void {
    for (const route of this.routes.all()) {
      const own = route.extensions[DEPRECATION] as Deprecation | undefined;
      const parameters = deprecatedParametersOf(route.query);
      if (own || parameters.size > 0) this.byRoute.set(keyOf(route.method, route.path), { route: own, parameters });
    }
  }

  /** All that is deprecated, for the page that explains it. */
  list(): DeprecatedThing[] {
    return [...this.byRoute].flatMap(([key, { route, parameters }]) => [
      ...(route ? [{ what: key, ...route }] : []),
      ...[...parameters].map(([name, deprecation]) => ({ what: `${key}?${name}`, ...deprecation })),
    ]);
  }

  private announce(request: FastifyRequest, reply: FastifyReply): void {
    const used = this.usedBy(request);
    if (used.length === 0) return;
    // Several at once: the oldest date is true of the request as a whole, and so is the first end (RFC 9745 2, RFC 8594 3).
    const since = used.map((deprecation) => deprecation.since).sort()[0]!;
    const sunset = used.flatMap((deprecation) => deprecation.sunset ?? []).sort()[0];
    void reply.header('deprecation', `@${Date.parse(since) / 1000}`);
    if (sunset) void reply.header('sunset', new Date(sunset).toUTCString());
    const links = [reply.getHeader('link'), `<${this.urls.deprecation()}>; rel="deprecation"; type="text/html"`].flat();
    const successors = used.flatMap(({ use }) =>
      use.startsWith('/') && !use.includes('{') ? [`<${this.urls.at(use)}>; rel="successor-version"`] : [],
    );
    void reply.header('link', [...links, ...successors].filter(Boolean).join(', '));
    request.log.info({ deprecated: used.map(({ what }) => what) }, 'deprecated');
  }

  private usedBy(request: FastifyRequest): DeprecatedThing[] {
    const { method, url } = request.routeOptions;
    if (url === undefined) return [];
    // HEAD is GET without the body.
    const key = keyOf(request.method === 'HEAD' ? 'GET' : String([method].flat()[0]), url);
    const found = this.byRoute.get(key);
    if (!found) return [];
    const query = (request.query ?? {}) as Readonly<Record<string, unknown>>;
    return [
      ...(found.route ? [{ what: key, ...found.route }] : []),
      ...[...found.parameters].flatMap(([name, deprecation]) =>
        Object.hasOwn(query, name) ? [{ what: `${key}?${name}`, ...deprecation }] : [],
      ),
    ];
  }
}

function keyOf(method: string, path: DeclaredRoute['path']): string {
  const url = path.replace(/(?<=.)\/$/, '').replace(/:(\w+)(\([^)]*\))?/g, '{$1}');
  return `${method} ${url.startsWith('/api/') ? `${url}/` : url}`;
}
