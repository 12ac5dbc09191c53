import { HttpStatus, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { principalOf } from '../../common/auth/access.js';
import { AppConfig } from '../../common/config/app-config.js';
import { inTransaction } from '../../common/database/unit-of-work.js';
import { AppError } from '../../common/errors/app-error.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { negotiateLanguage } from '../../common/i18n/languages.js';
import { NoticePage, RegisterPage } from './account-pages.js';
import { BrowserSignIn } from './browser-sign-in.js';
import type { RegisterDto } from './dto/create-account.dto.js';
import { formFaults } from './form-faults.js';
import { type Exchange, FormPages } from './form-pages.js';
import { Registration } from './registration.js';
import { returnAddress } from './return-address.js';
import { SignInEvents } from './sign-in-events.js';

/** Registration in a browser: the account, and a session at once. */
@Injectable()
export class RegistrationForms {
  constructor(
    private readonly pages: FormPages,
    private readonly registration: Registration,
    private readonly browser: BrowserSignIn,
    private readonly events: SignInEvents,
    private readonly urls: ApiUrls,
    private readonly config: AppConfig,
    private readonly dataSource: DataSource,
  ) {}

  /** The form, if there is one; whoever is signed in has an account. */
  show(exchange: Exchange, next: unknown): string | undefined {
    if (!principalOf(exchange.request).isAnonymous) return this.pages.lead(exchange, this.after(next));
    return this.registration.isOpen ? this.form(exchange, { next }) : this.closed(exchange);
  }

  async register(exchange: Exchange, dto: RegisterDto): Promise<string | undefined> {
    const { request, reply } = exchange;
    const language = negotiateLanguage(request.headers['accept-language']);
    try {
      const { user } = await this.registration.register(dto, language, inTransaction(this.dataSource));
      await this.browser.begin(user, request, reply);
      await this.events.signedIn({ userId: user.id, username: user.username });
      const { pathname, search } = new URL(this.urls.emailVerification({ next: this.after(dto.next), sent: '1' }));
      return this.pages.lead(exchange, `${pathname}${search}`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return this.registration.isOpen ? this.form(exchange, { ...dto, error }) : this.closed(exchange);
    }
  }

  private form(
    exchange: Exchange,
    { next, error, ...entered }: Partial<Omit<RegisterDto, 'next'>> & { next?: unknown; error?: AppError },
  ): string {
    const address = this.after(next);
    return this.pages.send(exchange, (tools) => ({
      title: tools.words.createAccount,
      status: error?.status ?? HttpStatus.OK,
      content: (
        <RegisterPage
          {...formFaults(error, tools.language)}
          {...{ tools, entered }}
          next={address}
          signIn={this.urls.signIn({ next: address })}
        />
      ),
    }));
  }

  private closed(exchange: Exchange): string {
    return this.pages.send(exchange, ({ words }) => ({
      title: words.createAccount,
      status: HttpStatus.FORBIDDEN,
      content: (
        <NoticePage
          title={words.createAccount}
          text={words.registrationClosed}
          isFault
          link={{ href: this.urls.signIn(), text: words.haveAccount }}
        />
      ),
    }));
  }

  private after(next: unknown): string {
    return returnAddress(next, this.config.publicUrl);
  }
}
