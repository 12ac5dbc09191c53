import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { principalOf } from '../auth/access.js';
import { ifNoneMatch, strongEtag } from '../http/etag.js';
import { Page } from '../pagination/page.js';
import { ApiUrls } from './api-urls.js';
import type { LinkContext, Links, ResourceResponse, Unlinked } from './links.js';
import { REPRESENTATION, type Representation } from './returns.js';
import { Shape, type ShapeRequest } from './shape.js';

/**
 * Turns what a route returns into what is sent: adds `url` and `links` (SPEC R-2), puts pages into their envelope with
 * a `Link` header, keeps the members that were asked for, and answers conditional requests.
 */
@Injectable()
export class HypermediaInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly urls: ApiUrls,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const representation = this.reflector.get<Representation | undefined>(REPRESENTATION, context.getHandler());
    if (!representation) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const linkContext = { urls: this.urls, principal: principalOf(request) };
    // Read before the work is done: an unknown field name costs nothing (SPEC R-3).
    const shape = Shape.of(representation.model, request.query as ShapeRequest);
    return next
      .handle()
      .pipe(
        map((result) =>
          result instanceof Page
            ? this.page(result as Page<Unlinked<ResourceResponse>>, representation, linkContext, shape, request, reply)
            : this.resource(result as Unlinked<ResourceResponse>, representation, linkContext, shape, request, reply),
        ),
      );
  }

  private resource(
    resource: Unlinked<ResourceResponse>,
    { builder }: Representation,
    context: LinkContext,
    shape: Shape,
    request: FastifyRequest,
    reply: FastifyReply,
  ): object | undefined {
    const version = builder.version?.(resource) ?? null;
    // Links depend on the caller, so what is sent is never the same for everyone: shared caches stay out.
    const lasting = builder.immutable?.(resource) ? 'private, max-age=31536000, immutable' : 'private, no-cache';
    void reply.header('cache-control', lasting).header('vary', 'Accept, Authorization, Cookie');
    if (version !== null) {
      const etag = strongEtag(version, request.url.split('?')[1] ?? '', context.principal.username ?? '');
      void reply.header('etag', etag);
      if (['GET', 'HEAD'].includes(request.method) && ifNoneMatch(request.headers['if-none-match'], etag)) {
        void reply.status(304);
        return undefined;
      }
    }
    return shape.apply(linked(resource, builder, context));
  }

  private page(
    page: Page<Unlinked<ResourceResponse>>,
    { builder }: Representation,
    context: LinkContext,
    shape: Shape,
    request: FastifyRequest,
    reply: FastifyReply,
  ): object | undefined {
    const links = this.pageLinks(page, request);
    const body = {
      next: links.next?.href ?? null,
      previous: links.prev?.href ?? null,
      count: page.count,
      num_pages: page.numPages,
      current_page: page.page,
      start: page.start,
      results: page.items.map((item) => shape.apply(linked(item, builder, context))),
      url: links.self!.href,
      links,
    };
    const header = Object.entries(links)
      .filter(([rel]) => rel !== 'self')
      .map(([rel, { href }]) => `<${href}>; rel="${rel}"`);
    void reply
      .header('link', header.join(', '))
      .header('cache-control', 'private, no-cache')
      .header('vary', 'Accept, Authorization, Cookie');
    return body;
  }

  /** Links that keep every other parameter, so that no client has to count or to build a URL. */
  private pageLinks(page: Page<unknown>, request: FastifyRequest): Links {
    const to = (index: number) => {
      const url = new URL(this.urls.at('/'));
      const [path, query] = request.url.split('?');
      url.pathname = path!;
      url.search = query ?? '';
      url.searchParams.set('page', String(index));
      return { href: url.href };
    };
    return {
      self: to(page.page),
      first: to(0),
      ...(page.page > 0 && { prev: to(page.page - 1) }),
      ...(page.page < page.numPages - 1 && { next: to(page.page + 1) }),
      last: to(page.numPages - 1),
    };
  }
}

function linked(
  resource: Unlinked<ResourceResponse>,
  builder: Representation['builder'],
  context: LinkContext,
): object {
  return { ...resource, url: builder.url(resource, context), links: builder.links(resource, context) };
}
