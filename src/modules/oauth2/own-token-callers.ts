import { Injectable } from '@nestjs/common';
import { Principal } from '../../common/auth/principal.js';
import { KnownAccounts } from '../accounts/index.js';
import { AccessTokens } from './access-tokens.js';
import { InvalidTokenError } from './oauth2.errors.js';
import { SubjectIds } from './subject-ids.js';
import { TokenCallers, type TokenCredential } from './token-callers.js';
import { tokenStanding } from './token-standing.js';

/** Who calls with a token of the embedded provider. */
@Injectable()
export class OwnTokenCallers extends TokenCallers {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly accounts: KnownAccounts,
    private readonly subjects: SubjectIds,
  ) {
    super();
  }

  override async callerOf(token: string, credential: TokenCredential): Promise<Principal> {
    const claims = await this.tokens.verify(token);
    const account = await this.accounts.find(claims.username, tokenStanding(claims));
    // The subject as well: a new account may have the name of a deleted one (ASVS 10.3.3).
    if (!account || (await this.subjects.of(account.userId)) !== claims.subject)
      throw new InvalidTokenError('its account does not exist any more, or is disabled, or the token was revoked');
    const { clientId, scopes, isRestricted, organizations, ownOnly } = claims;
    // What POST /login_refresh puts into cookies is for no client: the person acts, with all that the session could do. The
    // token of a client stays what it is when somebody sends it as a cookie.
    const isOfBrowser = credential === 'jwt_cookie' && clientId === null && !isRestricted;
    const client = isOfBrowser ? null : { clientId, scopes, isRestricted, organizations, ownOnly };
    return Principal.of(account, { credential, client });
  }
}
