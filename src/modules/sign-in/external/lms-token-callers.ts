import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Principal, type PrincipalClient } from '../../../common/auth/principal.js';
import { TokenCallers, type TokenCredential } from '../../oauth2/index.js';
import { LmsAccounts } from './lms-accounts.js';
import type { LmsClaims } from './lms-claims.js';
import { LmsTokens } from './lms-tokens.js';
import { LmsUserInfo } from './lms-user-info.js';

/** Who calls with a token of the external LMS. */
@Injectable()
export class LmsTokenCallers extends TokenCallers {
  constructor(
    private readonly tokens: LmsTokens,
    private readonly userInfo: LmsUserInfo,
    private readonly accounts: LmsAccounts,
  ) {
    super();
  }

  override async callerOf(token: string, credential: TokenCredential): Promise<Principal> {
    const isOpaque = credential === 'token' && this.userInfo.isMeant(token);
    const { person, grant } = await (isOpaque ? this.userInfo.claimsOf(token) : this.tokens.verify(token));
    const account = await this.accounts.accountOf(person, hash('sha256', token, 'base64'));
    return Principal.of(account, { credential, client: clientOf(grant, credential) });
  }
}

/**
 * The scopes of an LMS's own applications say which claims a token has, and do not narrow what it may do; those of
 * restricted applications do (operations.md A4.7). In a browser's cookies there is no application, only a person.
 */
function clientOf({ scopes, ...grant }: LmsClaims['grant'], credential: TokenCredential): PrincipalClient | null {
  if (!grant.isRestricted && credential === 'jwt_cookie') return null;
  return { ...grant, scopes: grant.isRestricted ? scopes : null };
}
