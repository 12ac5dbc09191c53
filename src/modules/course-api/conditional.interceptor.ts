import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { ifNoneMatch, strongEtag } from '../../common/http/etag.js';
import { Conditional } from './conditional.js';

/**
 * Answers conditional requests for what a route returns as {@link Conditional} (SPEC R-12). The representations here
 * are edX's, without the links of our own, so the hypermedia interceptor has no part in them.
 */
@Injectable()
export class ConditionalInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(mergeMap((result: unknown) => answer(result, request, reply)));
  }
}

async function answer(result: unknown, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  // What a block shows depends on who asks and, with release dates, on when: shared caches stay out.
  const headers = { 'cache-control': 'private, no-cache', vary: 'Accept, Authorization, Cookie, X-Unlock-Key' };
  if (!(result instanceof Conditional)) {
    void reply.headers(headers);
    return result;
  }
  const etag = strongEtag(result.version, request.url, result.state);
  if (!ifNoneMatch(request.headers['if-none-match'], etag)) {
    const body: unknown = await result.make();
    void reply.headers({ ...headers, etag });
    return body;
  }
  void reply.headers({ ...headers, etag }).status(304);
  return undefined;
}
