import { HttpStatus, Injectable } from '@nestjs/common';
import { type AuthenticatedRequest, principalOf } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { AppError } from '../../common/errors/app-error.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { AccountWrites } from '../accounts/index.js';
import { DeactivateAccountPage, NoticePage } from './account-pages.js';
import { BrowserSignIn } from './browser-sign-in.js';
import type { DeactivateAccountDto } from './dto/passwords.dto.js';
import { formFaults, wrongPassword } from './form-faults.js';
import { type Exchange, FormPages } from './form-pages.js';
import { PasswordSignIn } from './password-sign-in.js';
import { SignInFailedError } from './sign-in.errors.js';

/** The end of one's own account in a browser: as in Open edX, it asks for the password (operations.md C3.6). */
@Injectable()
export class DeactivationForm {
  constructor(
    private readonly pages: FormPages,
    private readonly signIn: PasswordSignIn,
    private readonly accounts: AccountWrites,
    private readonly browser: BrowserSignIn,
    private readonly urls: ApiUrls,
  ) {}

  show(exchange: Exchange, error?: AppError): string {
    const username = principalOf(exchange.request).username!;
    return this.pages.send(exchange, (tools) => ({
      title: tools.words.deactivateAccount,
      status: error?.status ?? HttpStatus.OK,
      content: <DeactivateAccountPage {...formFaults(error, tools.language)} {...{ tools, username }} />,
    }));
  }

  async deactivate(exchange: Exchange, { current_password: password }: DeactivateAccountDto): Promise<string> {
    const { request, reply } = exchange;
    const principal = principalOf(request);
    try {
      await this.signIn.verify(principal.username!, password, request.ip);
      await this.accounts.deactivateOwn(principal);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      void reply.headers(error.headers);
      return this.show(exchange, error instanceof SignInFailedError ? wrongPassword() : error);
    }
    await this.browser.end(request, reply);
    // The page that follows is for nobody in particular any more.
    (request as AuthenticatedRequest).principal = Principal.anonymous;
    return this.done(exchange);
  }

  private done(exchange: Exchange): string {
    return this.pages.send(exchange, ({ words }) => ({
      title: words.deactivateAccount,
      content: (
        <NoticePage
          title={words.deactivateAccount}
          text={words.accountDeactivated}
          link={{ href: this.urls.entry(), text: words.goOn }}
        />
      ),
    }));
  }
}
