import { type CallHandler, type ExecutionContext, HttpStatus, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, map, type Observable, switchMap } from 'rxjs';
import { principalOf } from '../auth/access.js';
import { ifNoneMatch, strongEtag } from '../http/etag.js';
import { IdempotentAnswers } from '../idempotency/idempotent-answers.service.js';
import { type CreatingRequest, Once } from '../idempotency/once.js';
import { SealedAnswer } from '../idempotency/sealed-answer.js';
import { API_VERSION } from '../openapi/api-version.js';
import { Page } from '../pagination/page.js';
import { noting } from '../validation/noted-faults.js';
import { pathAndQuery } from '../http/request-target.js';
import { ApiUrls } from './api-urls.js';
import { type Expandable, Expanders } from './expanders.js';
import { Expansion } from './expansion.js';
import { type LinkContext, linked, type ResourceResponse, type Unlinked } from './links.js';
import { Created, NothingDone, type Outcome, Versioned } from './outcome.js';
import { nestedModels } from './nested-models.js';
import { pageBody } from './page-body.js';
import { preferredReturn } from './prefer.js';
import { Preview } from './preview.js';
import { REPRESENTATION, type Representation, WRITE, type WriteKind } from './returns.js';
import { Shape, type ShapeRequest } from './shape.js';

/** One request on its way out. */
interface Exchange {
  readonly representation: Representation;
  readonly write: WriteKind | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: LinkContext;
  readonly shape: Shape;
  readonly expansion: Expansion;
}

const VARY = 'Accept, Authorization, Cookie, X-Unlock-Key';

/**
 * Turns what a route returns into what is sent: adds `url` and `links` (SPEC R-2), expands related objects, puts
 * pages into their envelope with a `Link` header, keeps the members that were asked for, answers conditional
 * requests, and gives writes their status, `Location` and `ETag` (section 1).
 */
@Injectable()
export class HypermediaInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly urls: ApiUrls,
    private readonly expanders: Expanders,
    private readonly answers: IdempotentAnswers,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = context.getHandler();
    const representation = this.reflector.get<Representation | undefined>(REPRESENTATION, handler);
    if (!representation) {
      const reply = context.switchToHttp().getResponse<FastifyReply>();
      return next
        .handle()
        .pipe(map((result) => (result instanceof Preview ? previewed(result, reply) : (result as unknown))));
    }
    const request = context.switchToHttp().getRequest<CreatingRequest>();
    const write = this.reflector.get<WriteKind | undefined>(WRITE, handler);
    // Only reads let the client choose what it is sent.
    const query = (write === undefined ? request.query : {}) as ShapeRequest & { readonly expand?: string };
    const exchange: Exchange = {
      representation,
      write,
      request,
      reply: context.switchToHttp().getResponse<FastifyReply>(),
      context: { urls: this.urls, principal: principalOf(request) },
      // Read before the work is done: an unknown name costs nothing (SPEC R-3).
      shape:
        noting(request, () => Shape.of(representation.model, query, nestedModels(query.expand))) ??
        Shape.of(representation.model, {}),
      expansion: noting(request, () => Expansion.of(representation.model, query.expand)) ?? Expansion.none,
    };
    if (exchange.write === 'create') {
      const seal = (made: object) =>
        this.seal(made as Unlinked<ResourceResponse> | NothingDone<ResourceResponse>, exchange);
      request.once = noting(request, () => new Once(this.answers, request, seal));
    }
    const { once } = request;
    const work = once
      ? next.handle().pipe(catchError((refusal) => from(once.replayInsteadOf(refusal))))
      : next.handle();
    return work.pipe(switchMap((result) => from(this.send(result, exchange))));
  }

  private async send(result: unknown, exchange: Exchange): Promise<object | string | undefined> {
    if (result instanceof SealedAnswer) return open(result, exchange.reply);
    if (result instanceof Preview) return previewed(result, exchange.reply);
    // What is removed has nothing more to show; only a preview of it has.
    if (result === undefined && exchange.write === 'remove') return undefined;
    if (result instanceof Page) return this.page(result as Page<Unlinked<ResourceResponse>>, exchange);
    return this.resource(result as Outcome<ResourceResponse>, exchange);
  }

  private async resource(outcome: Outcome<ResourceResponse>, exchange: Exchange): Promise<object | undefined> {
    const { request, reply, write } = exchange;
    const isPreferred = preferredReturn(request) === 'representation';
    const isWanted = write !== 'patch' || isPreferred || outcome instanceof NothingDone;
    // A read may be over before anything is made; a write that is shown has the tag of what is shown.
    if (write === undefined || !isWanted) {
      const etag = setHeaders(outcome, exchange);
      if (!isWanted) return nothing(reply, HttpStatus.NO_CONTENT);
      if (etag !== null && ifNoneMatch(request.headers['if-none-match'], etag))
        return nothing(reply, HttpStatus.NOT_MODIFIED);
    }
    const resource = await made(outcome);
    if (write !== undefined) setHeaders(resource, exchange);
    if (write === 'patch' && isPreferred) void reply.header('preference-applied', 'return=representation');
    return this.shown(outcome, resource, exchange);
  }

  private async shown(
    outcome: Outcome<ResourceResponse>,
    resource: Unlinked<ResourceResponse>,
    { reply, shape, representation, context, expansion }: Exchange,
  ): Promise<object> {
    if (outcome instanceof NothingDone) void reply.status(HttpStatus.OK);
    if (outcome instanceof Created)
      void reply.status(HttpStatus.CREATED).header('location', representation.builder.url(resource, context));
    const whole = linked(resource, representation.builder, context);
    await this.expanders.expand([whole], expansion, context);
    return shape.apply(whole);
  }

  private async page(page: Page<Unlinked<ResourceResponse>>, exchange: Exchange): Promise<object | undefined> {
    const { request, reply, shape, representation, context, expansion } = exchange;
    const etag = tagOf(page.version === null ? null : { ...page, version: page.version }, exchange);
    if (etag !== null) void reply.header('etag', etag);
    void reply.header('cache-control', `${scope(exchange)}, no-cache`).header('vary', VARY);
    if (etag !== null && ifNoneMatch(request.headers['if-none-match'], etag))
      return nothing(reply, HttpStatus.NOT_MODIFIED);
    const rows: Expandable[] = page.items.map((item) => linked(item, representation.builder, context));
    await this.expanders.expand(rows, expansion, context);
    const body = pageBody(
      page,
      rows.map((row) => shape.apply(row)),
      this.urls.of(request.url),
    );
    const header = Object.entries(body.links)
      .filter(([rel]) => rel !== 'self')
      .map(([rel, { href }]) => `<${href}>; rel="${rel}"`);
    void reply.header('link', header.join(', '));
    return body;
  }

  /** The answer of a POST: made inside its transaction, because a repeat gets it again (SPEC R-13). */
  private seal(outcome: Unlinked<ResourceResponse> | NothingDone<ResourceResponse>, exchange: Exchange): SealedAnswer {
    const { reply, shape, representation, context } = exchange;
    const isMade = !(outcome instanceof NothingDone);
    const resource = isMade ? outcome : outcome.resource;
    const etag = etagOf(outcome, exchange);
    const location = isMade && { location: representation.builder.url(resource, context) };
    return new SealedAnswer(
      // Nest has set what @HttpCode declares.
      isMade ? reply.statusCode : HttpStatus.OK,
      { ...location, vary: VARY, 'cache-control': `${scope(exchange)}, no-cache`, ...(etag !== null && { etag }) },
      JSON.stringify(shape.apply(linked(resource, representation.builder, context))),
    );
  }
}

/** Headers that speak of the representation. @returns its ETag, if it has one */
function setHeaders(outcome: Outcome<ResourceResponse>, exchange: Exchange): string | null {
  const etag = etagOf(outcome, exchange);
  void exchange.reply.header('cache-control', cacheControl(outcome, exchange)).header('vary', VARY);
  if (etag !== null) void exchange.reply.header('etag', etag);
  return etag;
}

function previewed({ body }: Preview, reply: FastifyReply): object {
  void reply.status(HttpStatus.OK).headers({ 'cache-control': 'private, no-cache', vary: VARY });
  return body;
}

function nothing(reply: FastifyReply, status: HttpStatus): undefined {
  void reply.status(status);
  return undefined;
}

function open(answer: SealedAnswer, reply: FastifyReply): string {
  void reply.status(answer.status).headers(answer.headers).type('application/json; charset=utf-8');
  return answer.body;
}

async function made<T extends ResourceResponse>(outcome: Outcome<T>): Promise<Unlinked<T>> {
  if (outcome instanceof Created || outcome instanceof NothingDone) return outcome.resource;
  return outcome instanceof Versioned ? outcome.make() : outcome;
}

/** The strong ETag; null where no version is known, or where the version does not speak of all that is sent. */
function etagOf(outcome: Outcome<ResourceResponse>, exchange: Exchange): string | null {
  return tagOf(knownOf(outcome, exchange.representation), exchange);
}

function tagOf(known: Known | null, { request, context, expansion, write }: Exchange): string | null {
  // What is expanded changes without the resource's version.
  if (known === null || !expansion.isEmpty) return null;
  const { principal } = context;
  return strongEtag(
    known.version,
    ...known.circumstances,
    // A write shows no query's view; its tag is that of the plain resource.
    write === undefined ? pathAndQuery(request.url).query : '',
    principal.username ?? '',
    String(principal.isGlobalStaff),
    // Another release may say the same thing in other bytes.
    API_VERSION,
  );
}

/** What is known of a representation before it is made. */
interface Known {
  readonly version: string;
  readonly circumstances: readonly string[];
}

function knownOf(outcome: Outcome<ResourceResponse>, { builder }: Representation): Known | null {
  if (outcome instanceof Versioned) return outcome;
  const resource = outcome instanceof Created || outcome instanceof NothingDone ? outcome.resource : outcome;
  const version = builder.version?.(resource) ?? null;
  return version === null ? null : { version, circumstances: builder.circumstances?.(resource) ?? [] };
}

function cacheControl(outcome: Outcome<ResourceResponse>, exchange: Exchange): string {
  const lasting =
    outcome instanceof Versioned
      ? outcome.immutable
      : !(outcome instanceof Created || outcome instanceof NothingDone) &&
        (exchange.representation.builder.immutable?.(outcome) ?? false);
  const keeps = lasting && exchange.expansion.isEmpty;
  // A shared cache would go on showing what an access policy has closed since.
  return keeps ? 'private, max-age=31536000, immutable' : `${scope(exchange)}, no-cache`;
}

/** Links depend on the caller, so shared caches may keep only what is sent to everybody who does not say who it is. */
function scope({ context, request }: Exchange): 'public' | 'private' {
  const { isAnonymous, unlockKey } = context.principal;
  return isAnonymous && unlockKey === null && ['GET', 'HEAD'].includes(request.method) ? 'public' : 'private';
}
