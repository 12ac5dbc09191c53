import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import { principalOf } from '../auth/access.js';
import { CsrfTokens } from '../auth/csrf-tokens.js';
import { AppConfig } from '../config/app-config.js';
import type { ProblemResponse } from '../errors/problem.response.js';
import { ApiUrls } from '../hypermedia/api-urls.js';
import { readsOnly } from './accept.js';
import { type Language, negotiateLanguage } from '../i18n/languages.js';
import { pathAndQuery } from '../http/request-target.js';
import type { Body, PageContext } from './page-context.js';
import { renderPage } from './pages/render.js';

/** Nothing runs, nothing comes from elsewhere, nothing is sent elsewhere, nobody frames it. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Pages that lead to a session, or out of one. */
const OF_SIGNING_IN = /^\/(login|logout|register|password_reset|verify_email)\b/;

/** What the route of a request has told of itself, for the error page, which knows no route. */
const contexts = new WeakMap<object, PageContext>();

/** Makes pages of representations and of errors (SPEC section 10). The text of a page is always escaped. */
@Injectable()
export class HtmlRenderer {
  constructor(
    private readonly urls: ApiUrls,
    private readonly csrf: CsrfTokens,
    private readonly config: AppConfig,
  ) {}

  /** What pages may know of a request. An error page of the same request will know it too. */
  contextOf(request: FastifyRequest, route: Pick<PageContext, 'model' | 'operation'> = {}): PageContext {
    const known = contexts.get(request);
    if (known) return known;
    const { path, query } = pathAndQuery(request.url);
    const home = this.urls.entry();
    const { username, credential } = principalOf(request);
    const context: PageContext = {
      language: negotiateLanguage(request.headers['accept-language']),
      origin: new URL(home).origin,
      site: { home, docs: this.urls.docs(), signIn: this.signInUrl(request), signOut: this.urls.signOut() },
      path,
      query: new URLSearchParams(query),
      username,
      signOutToken: credential === 'session' ? this.csrf.signOutToken(request) : null,
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

  /** A page of its own, which shows no representation: a form, a notice. */
  page(title: string, content: ComponentChildren, request: FastifyRequest): string {
    return renderPage({ title, content }, this.contextOf(request));
  }

  /** Headers of every page. */
  headers(language: Language): Record<string, string> {
    return {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': this.policy(),
    };
  }

  /** Signing out leads on to the LMS, and browsers hold redirects after a form against the policy too (CSP 3, 6.3.1). */
  private policy(): string {
    const { lms } = this.config;
    return lms ? PAGE_POLICY.replace("form-action 'self'", `form-action 'self' ${lms.publicUrlRoot}`) : PAGE_POLICY;
  }

  /** Back to where somebody was who read something; there is no way back to a form that was sent, or to signing in. */
  private signInUrl({ method, url }: FastifyRequest): string {
    const leadsBack = readsOnly(method) && !OF_SIGNING_IN.test(url);
    return this.urls.signIn(leadsBack ? { next: url } : {});
  }
}
