import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import { CsrfTokens } from '../../common/auth/csrf-tokens.js';
import { vary } from '../../common/http/vary.js';
import { HtmlRenderer } from '../../common/html/html-renderer.js';
import { negotiateLanguage, type Language } from '../../common/i18n/languages.js';
import { SIGN_IN_WORDS, type SignInWords } from './words/index.js';

/** A request and its answer under way. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a page of signing in is made with. */
export interface PageTools {
  readonly words: SignInWords;
  readonly language: Language;
  /** For a form of this page. */
  readonly csrfToken: string;
}

export interface FormPage {
  readonly title: string;
  readonly content: ComponentChildren;
  readonly status?: HttpStatus;
}

/** Sends pages that hold forms: never cached, and with a token for the form. */
@Injectable()
export class FormPages {
  constructor(
    private readonly html: HtmlRenderer,
    private readonly csrf: CsrfTokens,
  ) {}

  send({ request, reply }: Exchange, make: (tools: PageTools) => FormPage): string {
    const language = negotiateLanguage(request.headers['accept-language']);
    const csrfToken = this.csrf.issue(request, reply);
    const { title, content, status = HttpStatus.OK } = make({ words: SIGN_IN_WORDS[language], language, csrfToken });
    void reply.status(status).headers({ ...this.html.headers(language), 'cache-control': 'no-store' });
    vary(reply, 'Accept-Language', 'Cookie');
    return this.html.page(title, content, request);
  }

  /** 303: after a form the browser reads something, and a reload sends nothing again. */
  lead({ reply }: Exchange, path: string): undefined {
    void reply.status(HttpStatus.SEE_OTHER).headers({ location: path, 'cache-control': 'no-store' });
    return undefined;
  }
}

/** Whether a body came from a form and not from a program. */
export function isForm({ headers }: FastifyRequest): boolean {
  return /^\s*application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
}
