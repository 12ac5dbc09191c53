import { HttpStatus, Injectable } from '@nestjs/common';
import type { JSX } from 'preact';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { principalOf } from '../../common/auth/access.js';
import { AppError } from '../../common/errors/app-error.js';
import { WORDS } from '../../common/html/words/index.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { negotiateLanguage } from '../../common/i18n/languages.js';
import { AccountMails } from './account-mails.js';
import { ChangePasswordPage, NoticePage, RequestResetPage, SetPasswordPage } from './account-pages.js';
import { BrowserSignIn } from './browser-sign-in.js';
import type { ChangePasswordDto, RequestResetDto, SetPasswordDto } from './dto/passwords.dto.js';
import { formFaults, wrongPassword } from './form-faults.js';
import { type Exchange, FormPages, type PageTools } from './form-pages.js';
import { PasswordChanges } from './password-changes.js';
import { PasswordSignIn } from './password-sign-in.js';
import { MailedLinkGoneError, SignInFailedError } from './sign-in.errors.js';

/** Changing a password in a browser, and getting a new one by mail. */
@Injectable()
export class PasswordForms {
  constructor(
    private readonly pages: FormPages,
    private readonly changes: PasswordChanges,
    private readonly mails: AccountMails,
    private readonly signIn: PasswordSignIn,
    private readonly browser: BrowserSignIn,
    private readonly urls: ApiUrls,
  ) {}

  showChange(exchange: Exchange, error?: AppError): string {
    const username = principalOf(exchange.request).username!;
    return this.pages.send(exchange, (tools) => ({
      title: tools.words.changePassword,
      status: error?.status ?? HttpStatus.OK,
      content: <ChangePasswordPage {...formFaults(error, tools.language)} {...{ tools, username }} />,
    }));
  }

  async change(exchange: Exchange, dto: ChangePasswordDto): Promise<string> {
    const { request, reply } = exchange;
    const { username } = principalOf(request);
    try {
      const owner = await this.changes.change(username!, dto.current_password, dto.new_password, request.ip);
      await this.browser.begin(owner, request, reply);
      return this.notice(exchange, ({ words }) => ({
        title: words.changePassword,
        text: words.passwordChanged,
        link: { href: this.urls.entry(), text: words.goOn },
      }));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      void reply.headers(error.headers);
      return this.showChange(exchange, error instanceof SignInFailedError ? wrongPassword() : error);
    }
  }

  showRequest(exchange: Exchange): string {
    if (!this.mails.areSent) return this.noMail(exchange, HttpStatus.OK);
    return this.pages.send(exchange, (tools) => ({
      title: tools.words.resetPassword,
      content: <RequestResetPage tools={tools} />,
    }));
  }

  /** The same answer after the same work, whether there is such an account or not (operations.md C4.2). */
  async request(exchange: Exchange, { username }: RequestResetDto): Promise<string> {
    if (!this.mails.areSent) return this.noMail(exchange, HttpStatus.SERVICE_UNAVAILABLE);
    const language = negotiateLanguage(exchange.request.headers['accept-language']);
    const account = await this.signIn.find(username);
    if (account) noteForAudit({ onBehalfOf: account.username });
    this.mails.sendReset(account, language);
    return this.notice(exchange, ({ words }) => ({
      title: words.resetPassword,
      text: words.linkSent,
      link: { href: this.urls.signIn(), text: WORDS[language].signIn },
    }));
  }

  async showSet(exchange: Exchange, secret: string, error?: AppError): Promise<string> {
    try {
      const { username } = await this.changes.look(secret);
      const action = new URL(this.urls.passwordReset(secret)).pathname;
      return this.pages.send(exchange, (tools) => ({
        title: tools.words.resetPassword,
        status: error?.status ?? HttpStatus.OK,
        content: <SetPasswordPage {...formFaults(error, tools.language)} {...{ tools, username, action }} />,
      }));
    } catch (gone) {
      if (gone instanceof MailedLinkGoneError) return this.gone(exchange);
      throw gone;
    }
  }

  async set(exchange: Exchange, secret: string, { new_password: chosen }: SetPasswordDto): Promise<string> {
    try {
      await this.changes.reset(secret, chosen);
      return this.notice(exchange, ({ words, language }) => ({
        title: words.resetPassword,
        text: words.passwordChanged,
        link: { href: this.urls.signIn(), text: WORDS[language].signIn },
      }));
    } catch (error) {
      if (error instanceof MailedLinkGoneError) return this.gone(exchange);
      if (error instanceof AppError) return this.showSet(exchange, secret, error);
      throw error;
    }
  }

  /** Where production has no mail server (SMTP_URL): nobody is to wait for what never comes. */
  private noMail(exchange: Exchange, status: HttpStatus): string {
    return this.notice(
      exchange,
      ({ words, language }) => ({
        title: words.resetPassword,
        text: words.noMail,
        isFault: true,
        link: { href: this.urls.signIn(), text: WORDS[language].signIn },
      }),
      status,
    );
  }

  private gone(exchange: Exchange): string {
    return this.notice(
      exchange,
      ({ words }) => ({
        title: words.resetPassword,
        text: words.linkGone,
        isFault: true,
        link: { href: this.urls.passwordReset(), text: words.askForLink },
      }),
      HttpStatus.NOT_FOUND,
    );
  }

  private notice(
    exchange: Exchange,
    make: (tools: PageTools) => Parameters<typeof NoticePage>[0],
    status = HttpStatus.OK,
  ): string {
    return this.pages.send(exchange, (tools) => {
      const props = make(tools);
      const content: JSX.Element = <NoticePage {...props} />;
      return { title: props.title, status, content };
    });
  }
}
