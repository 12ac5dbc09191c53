import { createHash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  HttpStatus,
  Injectable,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable, of } from 'rxjs';
import { vary } from '../http/vary.js';
import { ApiUrls } from '../hypermedia/api-urls.js';
import { REPRESENTATION, type Representation } from '../hypermedia/returns.js';
import { API_VERSION } from '../openapi/api-version.js';
import { pathAndQuery } from '../http/request-target.js';
import { prefersHtml, readsOnly } from './accept.js';
import { HtmlRenderer } from './html-renderer.js';
import type { Body, Operation, PageContext } from './page-context.js';
import { collectionName } from './pages/naming.js';
import { queryParametersOf } from './query-parameters.js';
import { STYLESHEET_DIGEST } from './stylesheet.js';

/**
 * Answers with a page where a read prefers one (SPEC section 1 "formats"). It stands outside of the hypermedia
 * interceptor, so a page shows exactly what would be sent as JSON. A page is another variant of the same resource: its
 * ETag is that of the JSON with an ending of its own, as content codings have (RFC 9110 8.8.3.3).
 */
@Injectable()
export class HtmlInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly pages: HtmlRenderer,
    private readonly urls: ApiUrls,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!readsOnly(request.method) || !prefersHtml(request)) return next.handle();
    const handler = context.getHandler();
    const representation = this.reflector.get<Representation | undefined>(REPRESENTATION, handler);
    if (!representation) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const cleaned = withoutEmptyParameters(request.url);
    if (cleaned !== null) return redirected(reply, cleaned);
    const page = this.pages.contextOf(request, {
      model: representation.model,
      operation: this.operationOf(context.getClass(), handler),
    });
    const ending = endingOf(page);
    unmarkConditions(request, ending);
    return next.handle().pipe(map((body: unknown) => this.answer(body as Body | undefined, page, ending, reply)));
  }

  private answer(body: Body | undefined, page: PageContext, ending: string, reply: FastifyReply): string | undefined {
    vary(reply, 'Accept', 'Accept-Language');
    const etag = reply.getHeader('etag');
    if (typeof etag === 'string') void reply.header('etag', marked(etag, ending));
    // A version never changes, but the page around it does with the next release.
    const lasting = String(reply.getHeader('cache-control') ?? 'private').split(',', 1)[0]!;
    void reply.header('cache-control', `${lasting}, no-cache`);
    if (body === undefined) return undefined; // 304
    void reply.headers(this.pages.headers(page.language));
    return this.pages.representation(body, page);
  }

  private operationOf(controller: Type, handler: object & { name: string }): Operation {
    const tags = this.reflector.get<string[] | undefined>('swagger/apiUseTags', controller as never) ?? [];
    const { operationId = '', summary = '' } =
      this.reflector.get<{ operationId?: string; summary?: string } | undefined>(
        'swagger/apiOperation',
        handler as never,
      ) ?? {};
    const tag = tags[0] ?? summary;
    return {
      collection: collectionName(operationId, tag),
      summary,
      documentation: `${this.urls.docs()}#/${encodeURIComponent(tag)}/${encodeURIComponent(operationId)}`,
      parameters: queryParametersOf(controller, handler),
    };
  }
}

/** What distinguishes the page's ETag: the language, the release that made it, and whose session its frame shows. */
function endingOf({ language, username, signOutToken }: PageContext): string {
  const release = createHash('sha256')
    .update([API_VERSION, STYLESHEET_DIGEST, username, signOutToken].join('\n'))
    .digest('hex');
  return `.html-${language}-${release.slice(0, 8)}`;
}

function marked(etag: string, ending: string): string {
  return etag.replace(/"$/, `${ending}"`);
}

/** Makes conditions speak of the representation behind the page; tags of other variants fit none. */
function unmarkConditions(request: FastifyRequest, ending: string): void {
  const sent = request.headers['if-none-match'];
  if (!sent || sent.trim() === '*') return;
  const tags = sent
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag.endsWith(`${ending}"`))
    .map((tag) => `${tag.slice(0, -ending.length - 1)}"`);
  if (tags.length > 0) request.headers['if-none-match'] = tags.join(', ');
  else delete request.headers['if-none-match'];
}

/**
 * A form sends every field, also those that nothing was entered in; to the API an empty value is a value.
 * @returns the address without them; null when there are none
 */
function withoutEmptyParameters(url: string): string | null {
  const { path, query } = pathAndQuery(url);
  if (!query) return null;
  const kept = query.split('&').filter((pair) => /^[^=]+=./.test(pair));
  if (kept.length === query.split('&').length) return null;
  return kept.length > 0 ? `${path}?${kept.join('&')}` : path;
}

function redirected(reply: FastifyReply, location: string): Observable<undefined> {
  vary(reply, 'Accept');
  void reply.status(HttpStatus.FOUND).header('location', location).header('cache-control', 'no-store');
  return of(undefined);
}
