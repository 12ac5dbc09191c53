import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CsrfTokens } from '../../common/auth/csrf-tokens.js';
import { HtmlRenderer } from '../../common/html/html-renderer.js';
import { fill } from '../../common/html/words/index.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { negotiateLanguage } from '../../common/i18n/languages.js';
import type { AuthorizationOutcome } from './authorization-endpoint.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { ConsentPage, GoOnPage } from './consent-page.js';
import { CONSENT_WORDS } from './consent-words.js';

/** Sends what came of an authorization request: a page to ask on, or the person to where the request goes on. */
@Injectable()
export class AuthorizationPresenter {
  constructor(
    private readonly pages: HtmlRenderer,
    private readonly csrf: CsrfTokens,
    private readonly urls: ApiUrls,
  ) {}

  /** What belongs into the body; undefined for a redirect. */
  send(outcome: AuthorizationOutcome, request: FastifyRequest, reply: FastifyReply): string | undefined {
    void reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    if (outcome.kind === 'consent') return this.consent(outcome.request, request, reply);
    if (outcome.kind === 'answer' && this.comesFromOwnForm(request)) return this.goOn(outcome.location, request, reply);
    const location = outcome.kind === 'answer' ? outcome.location : this.urls.signIn({ next: request.url });
    // After a form: 303, since a 307 would send the form on to the client (RFC 9700 4.12).
    void reply.status(request.method === 'POST' ? HttpStatus.SEE_OTHER : HttpStatus.FOUND).header('location', location);
    return undefined;
  }

  /**
   * Whether the person was on one of this service's pages a moment ago: on /login, as a rule, whose form led here. Chromium
   * holds every redirect that follows a form against `form-action` of that page (CSP 3, 6.3.1), which knows no client.
   */
  private comesFromOwnForm({ method, headers }: FastifyRequest): boolean {
    return method !== 'POST' && URL.parse(headers.referer ?? '')?.origin === new URL(this.urls.entry()).origin;
  }

  /** A page that goes on by itself: that is a step of its own, and no redirect after a form. */
  private goOn(location: string, request: FastifyRequest, reply: FastifyReply): string {
    const language = negotiateLanguage(request.headers['accept-language']);
    void reply.headers({ ...this.pages.headers(language), refresh: `0; url=${location}` });
    const title = fill(CONSENT_WORDS[language].returnsTo, new URL(location).host);
    return this.pages.page(title, <GoOnPage title={title} location={location} />, request);
  }

  private consent(asked: AuthorizationRequest, request: FastifyRequest, reply: FastifyReply): string {
    const language = negotiateLanguage(request.headers['accept-language']);
    const { 'content-security-policy': policy, ...headers } = this.pages.headers(language);
    // Browsers hold the redirect that follows a form against `form-action` as well (CSP 3, 6.3.1).
    void reply.headers({
      ...headers,
      'content-security-policy': policy!.replace(
        "form-action 'self'",
        `form-action 'self' ${sourceOf(asked.redirectUri)}`,
      ),
      vary: 'Accept-Language, Cookie',
    });
    const title = fill(CONSENT_WORDS[language].title, asked.client.name);
    const csrfToken = this.csrf.issue(request, reply);
    return this.pages.page(title, <ConsentPage request={asked} csrfToken={csrfToken} action={request.url} />, request);
  }
}

/** An origin for a policy; a policy cannot name an IPv6 address, so that its scheme has to do (CSP 3, 2.3.1). */
function sourceOf(redirectUri: string): string {
  const { origin, hostname, protocol } = new URL(redirectUri);
  return hostname.startsWith('[') ? protocol : origin;
}
