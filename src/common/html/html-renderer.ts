import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../auth/access.js';
import type { ProblemResponse } from '../errors/problem.response.js';
import { ApiUrls } from '../hypermedia/api-urls.js';
import { type Language, negotiateLanguage } from '../i18n/languages.js';
import { pathAndQuery } from '../http/request-target.js';
import type { Body, PageContext } from './page-context.js';
import { renderPage } from './pages/render.js';

/** Nothing runs, nothing comes from elsewhere, nothing is sent elsewhere, nobody frames it. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** What the route of a request has told of itself, for the error page, which knows no route. */
const contexts = new WeakMap<object, PageContext>();

/** Makes pages of representations and of errors (SPEC section 10). The text of a page is always escaped. */
@Injectable()
export class HtmlRenderer {
  constructor(private readonly urls: ApiUrls) {}

  /** What pages may know of a request. An error page of the same request will know it too. */
  contextOf(request: FastifyRequest, route: Pick<PageContext, 'model' | 'operation'> = {}): PageContext {
    const known = contexts.get(request);
    if (known) return known;
    const { path, query } = pathAndQuery(request.url);
    const home = this.urls.entry();
    const context: PageContext = {
      language: negotiateLanguage(request.headers['accept-language']),
      origin: new URL(home).origin,
      site: { home, docs: this.urls.docs() },
      path,
      query: new URLSearchParams(query),
      username: principalOf(request).username,
      ...route,
    };
    contexts.set(request, context);
    return context;
  }

  /**
   * The page of a representation.
   * @param body what would be sent as JSON
   */
  representation(body: Body, context: PageContext): string {
    return renderPage({ body }, context);
  }

  /** The page of an error: what the JSON says, in the same words. */
  problem(problem: ProblemResponse, request: FastifyRequest): string {
    return renderPage({ problem }, this.contextOf(request));
  }

  /** Headers of every page. */
  headers(language: Language): Record<string, string> {
    return {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': PAGE_POLICY,
    };
  }
}
