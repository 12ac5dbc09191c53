import { HttpStatus, Injectable } from '@nestjs/common';
import { principalOf } from '../../common/auth/access.js';
import { AppConfig } from '../../common/config/app-config.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { negotiateLanguage } from '../../common/i18n/languages.js';
import { AccountsService, AccountTakenError, type UserEntity } from '../accounts/index.js';
import { AccountMails } from './account-mails.js';
import { NoticePage, VerificationPage, VerifyEmailPage } from './account-pages.js';
import { EmailVerification } from './email-verification.js';
import { type Exchange, FormPages, type PageTools } from './form-pages.js';
import { returnAddress } from './return-address.js';
import { MailedLinkGoneError } from './sign-in.errors.js';

/** Showing that an e-mail address is one's own. */
@Injectable()
export class VerificationForms {
  constructor(
    private readonly pages: FormPages,
    private readonly verification: EmailVerification,
    private readonly mails: AccountMails,
    private readonly accounts: AccountsService,
    private readonly urls: ApiUrls,
    private readonly config: AppConfig,
  ) {}

  /** Where the caller stands; after registration a link is under way already. */
  async standing(exchange: Exchange, next: unknown, wasSent: boolean): Promise<string> {
    const account = await this.callerOf(exchange);
    const path = returnAddress(next, this.config.publicUrl);
    return this.pages.send(exchange, (tools) => ({
      title: tools.words.verifyEmail,
      content: (
        <VerificationPage
          {...{ tools, wasSent }}
          isSent={this.mails.areSent}
          email={account.email}
          isVerified={account.emailVerified}
          goOn={this.urls.of(path).href}
        />
      ),
    }));
  }

  async sendAgain(exchange: Exchange): Promise<string> {
    const account = await this.callerOf(exchange);
    if (!account.emailVerified)
      this.mails.askToVerify(account, negotiateLanguage(exchange.request.headers['accept-language']));
    return this.standing(exchange, undefined, true);
  }

  /** A GET confirms nothing: programs that look through mail follow links too. */
  async ask(exchange: Exchange, secret: string): Promise<string> {
    return this.unlessGone(exchange, async () => {
      const { email, username } = await this.verification.look(secret);
      const action = new URL(this.urls.emailVerification({ token: secret })).pathname;
      return this.pages.send(exchange, (tools) => ({
        title: tools.words.verifyEmail,
        content: <VerifyEmailPage {...{ tools, email, username, action }} />,
      }));
    });
  }

  async confirm(exchange: Exchange, secret: string): Promise<string> {
    return this.unlessGone(exchange, async () => {
      await this.verification.confirm(secret);
      return this.notice(exchange, ({ words }) => words.verified);
    });
  }

  private async unlessGone(exchange: Exchange, work: () => Promise<string>): Promise<string> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof MailedLinkGoneError)
        return this.notice(exchange, ({ words }) => words.linkGone, HttpStatus.NOT_FOUND);
      // Only whoever reads the mail of this address comes here, and may know.
      if (error instanceof AccountTakenError)
        return this.notice(exchange, ({ words }) => words.addressTaken, HttpStatus.CONFLICT);
      throw error;
    }
  }

  private notice(exchange: Exchange, textOf: (tools: PageTools) => string, status = HttpStatus.OK): string {
    return this.pages.send(exchange, (tools) => ({
      title: tools.words.verifyEmail,
      status,
      content: (
        <NoticePage
          title={tools.words.verifyEmail}
          text={textOf(tools)}
          isFault={status !== HttpStatus.OK}
          link={{ href: this.urls.entry(), text: tools.words.goOn }}
        />
      ),
    }));
  }

  private async callerOf({ request }: Exchange): Promise<UserEntity> {
    return (await this.accounts.findById(principalOf(request).userId!))!;
  }
}
