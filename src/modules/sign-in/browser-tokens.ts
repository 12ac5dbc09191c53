import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { principalOf } from '../../common/auth/access.js';
import { CsrfTokens } from '../../common/auth/csrf-tokens.js';
import { AppConfig } from '../../common/config/app-config.js';
import { AccountsService } from '../accounts/index.js';
import { ACCESS_TOKEN_LIFETIME, AccessTokens } from '../oauth2/index.js';
import type { LoginRefreshResponse } from './dto/login-refresh.response.js';
import type { Exchange } from './form-pages.js';
import { clearJwtCookies, setJwtCookies } from './jwt-cookies.js';

/** What an LMS's token in cookies tells (operations.md A5.7); it opens what the account may do. */
const GRANT = { scopes: ['user_id', 'email', 'profile'], grantType: 'password', clientId: null };

/** The tokens that front ends of Open edX ask for (operations.md A5). */
@Injectable()
export class BrowserTokens {
  constructor(
    private readonly csrf: CsrfTokens,
    private readonly tokens: AccessTokens,
    private readonly accounts: AccountsService,
    private readonly config: AppConfig,
  ) {}

  csrfToken({ request, reply }: Exchange): string {
    return this.csrf.issue(request, reply);
  }

  /** Sets the JWT cookies anew. Null without a session: the cookies go then. */
  async refresh({ request, reply }: Exchange): Promise<LoginRefreshResponse | null> {
    const { session, userId } = principalOf(request);
    const account = session !== null && userId !== null ? await this.accounts.findById(userId) : null;
    if (!account) {
      clearJwtCookies(reply, this.config);
      return null;
    }
    const token = await this.tokens.issue(account, {
      ...GRANT,
      session: { id: session!, signInEpoch: account.signInEpoch },
    });
    setJwtCookies(reply, token, ACCESS_TOKEN_LIFETIME, this.config);
    const { sub, exp } = decodeJwt(token);
    const now = new Date();
    return {
      success: true,
      user_id: sub!,
      response_epoch_seconds: now.getTime() / 1000,
      response_http_date: now.toUTCString(),
      expires: new Date(exp! * 1000).toUTCString(),
      expires_epoch_seconds: exp!,
    };
  }
}
