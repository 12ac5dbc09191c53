import { HttpStatus, Injectable } from '@nestjs/common';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { principalOf } from '../../common/auth/access.js';
import { AppConfig } from '../../common/config/app-config.js';
import { AppError } from '../../common/errors/app-error.js';
import { WORDS } from '../../common/html/words/index.js';
import { SafeLink } from '../../common/html/pages/text.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { errorMessage } from '../../common/i18n/messages.js';
import { BrowserSignIn } from './browser-sign-in.js';
import type { SignInDto } from './dto/sign-in.dto.js';
import { SignedInResponse } from './dto/signed-in.response.js';
import { type Exchange, FormPages, isForm } from './form-pages.js';
import { LoginPage, LogoutPage, SignedOutPage } from './login-pages.js';
import { PasswordSignIn } from './password-sign-in.js';
import { HOME, returnAddress } from './return-address.js';
import { SignInEvents } from './sign-in-events.js';

/** Signing in with a password and signing out, by a form or by a program. */
@Injectable()
export class Login {
  constructor(
    private readonly pages: FormPages,
    private readonly passwords: PasswordSignIn,
    private readonly browser: BrowserSignIn,
    private readonly urls: ApiUrls,
    private readonly config: AppConfig,
    private readonly events: SignInEvents,
  ) {}

  /** The form; whoever is signed in goes on instead. */
  show(exchange: Exchange, next: unknown): string | undefined {
    const isSignedIn = !principalOf(exchange.request).isAnonymous;
    return isSignedIn ? this.pages.lead(exchange, this.after(next)) : this.form(exchange, { next });
  }

  /** A form is answered with a page, a program with JSON. @throws SignInFailedError, for a program */
  async signIn(exchange: Exchange, dto: SignInDto): Promise<SignedInResponse | string | undefined> {
    if (!isForm(exchange.request)) return this.begin(exchange, dto);
    try {
      await this.begin(exchange, dto);
      return this.goOn(exchange, this.after(dto.next));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      void exchange.reply.headers(error.headers);
      return this.form(exchange, { ...dto, error });
    }
  }

  /** Asks; a GET signs nobody out (SPEC R-12). */
  askToLeave(exchange: Exchange): string | undefined | Promise<string | undefined> {
    return principalOf(exchange.request).session === null ? this.signedOut(exchange) : this.question(exchange);
  }

  async signOut(exchange: Exchange): Promise<string | undefined> {
    await this.browser.end(exchange.request, exchange.reply);
    if (isForm(exchange.request)) return this.pages.lead(exchange, '/logout');
    void exchange.reply.status(HttpStatus.NO_CONTENT);
    return undefined;
  }

  private async begin({ request, reply }: Exchange, { username, password }: SignInDto): Promise<SignedInResponse> {
    const account = await this.passwords.verify(username, password, request.ip);
    noteForAudit({ actor: account.username });
    await this.browser.begin(account, request, reply);
    await this.events.signedIn({ userId: account.id, username: account.username });
    return SignedInResponse.of(account.username, this.urls);
  }

  /**
   * After the form. An authorization request may answer at once, at the application's own address, and browsers hold all
   * redirects that follow a form against its page's `form-action` (CSP 3, 6.3.1): a page in between begins anew.
   */
  private goOn(exchange: Exchange, address: string): string | undefined {
    if (!address.startsWith('/oauth2/authorize')) return this.pages.lead(exchange, address);
    return this.pages.send(exchange, ({ language }) => {
      const title = WORDS[language].signIn;
      void exchange.reply.header('refresh', `0; url=${address}`);
      return { title, content: <a href={address}>{title}</a> };
    });
  }

  private form(
    exchange: Exchange,
    { username, next, error }: { username?: string; next?: unknown; error?: AppError },
  ): string {
    const address = this.after(next);
    return this.pages.send(exchange, (tools) => {
      const title = WORDS[tools.language].signIn;
      const fault = error && errorMessage(error.code, tools.language);
      const register = this.config.registration === 'open' ? this.urls.register(onwards(address)) : null;
      const links = { reset: this.urls.passwordReset(), register };
      return {
        title,
        status: error?.status ?? HttpStatus.OK,
        content: <LoginPage {...{ tools, title, username, fault, links }} next={address} />,
      };
    });
  }

  private question(exchange: Exchange): string {
    return this.pages.send(exchange, (tools) => {
      const title = WORDS[tools.language].signOut;
      return { title, content: <LogoutPage {...{ tools, title }} /> };
    });
  }

  private signedOut(exchange: Exchange): string {
    return this.pages.send(exchange, (tools) => {
      const signIn = <SafeLink href={this.urls.signIn()}>{WORDS[tools.language].signIn}</SafeLink>;
      return { title: tools.words.signedOut, content: <SignedOutPage {...{ tools, signIn }} /> };
    });
  }

  private after(next: unknown): string {
    return returnAddress(next, this.config.publicUrl);
  }
}

/** Only where there is something to come back to: addresses stay short. */
function onwards(next: string): { next?: string } {
  return next === HOME ? {} : { next };
}
