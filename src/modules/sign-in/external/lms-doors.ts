import { HttpStatus, Injectable } from '@nestjs/common';
import { AppConfig } from '../../../common/config/app-config.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { BrowserSignIn } from '../browser-sign-in.js';
import { type Exchange, FormPages, isForm } from '../form-pages.js';
import { Login } from '../login.js';
import { PasswordSignIn } from '../password-sign-in.js';
import { HOME } from '../return-address.js';
import { SignInEvents } from '../sign-in-events.js';

/** `/login` and `/logout` where people sign in at an LMS: they lead there (operations.md A6.1, A6.6). */
@Injectable()
export class LmsDoors extends Login {
  constructor(
    private readonly forms: FormPages,
    passwords: PasswordSignIn,
    private readonly sessions: BrowserSignIn,
    private readonly addresses: ApiUrls,
    private readonly settings: AppConfig,
    events: SignInEvents,
  ) {
    super(forms, passwords, sessions, addresses, settings, events);
  }

  override show(exchange: Exchange, next: unknown): undefined {
    const query = typeof next === 'string' ? `?${new URLSearchParams({ next }).toString()}` : '';
    return this.forms.lead(exchange, `/login/edx-oauth2/${query}`);
  }

  /**
   * Signs out at once, unlike the embedded provider's page: the LMS opens this address in an iframe when somebody signs out
   * there (`no_redirect`), and sends people here otherwise. All that another site could do by it is to end a session.
   */
  override async askToLeave(exchange: Exchange): Promise<string | undefined> {
    await this.sessions.end(exchange.request, exchange.reply);
    const { no_redirect: isFramed } = exchange.request.query as { no_redirect?: string };
    return isFramed ? this.nothing(exchange) : this.forms.lead(exchange, this.lmsLogout());
  }

  override async signOut(exchange: Exchange): Promise<string | undefined> {
    await this.sessions.end(exchange.request, exchange.reply);
    if (isForm(exchange.request)) return this.forms.lead(exchange, this.lmsLogout());
    void exchange.reply.status(HttpStatus.NO_CONTENT);
    return undefined;
  }

  /** An empty page that the LMS alone may frame. */
  private nothing({ reply }: Exchange): string {
    const policy = `default-src 'none'; frame-ancestors ${this.settings.lms!.publicUrlRoot}`;
    void reply.removeHeader('x-frame-options');
    void reply.headers({
      'content-security-policy': policy,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    return '';
  }

  private lmsLogout(): string {
    const { publicUrlRoot, client } = this.settings.lms!;
    const back = new URLSearchParams({
      ...(client && { client_id: client.id }),
      redirect_url: this.addresses.at(HOME),
    });
    return `${publicUrlRoot}/logout?${back.toString()}`;
  }
}
