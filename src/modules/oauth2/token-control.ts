import { Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AccountsService, KnownAccounts } from '../accounts/index.js';
import type { TokenClaims } from './access-token-claims.js';
import { AccessTokens, AUDIENCE } from './access-tokens.js';
import type { ClientRequest } from './client-authentication.js';
import { IntrospectionResponse } from './dto/introspection.response.js';
import type { OauthClientEntity } from './oauth-client.entity.js';
import { InvalidTokenError } from './oauth2.errors.js';
import { OauthGrants, type RefreshableGrant } from './oauth-grants.js';
import { SubjectIds } from './subject-ids.js';
import { tokenStanding } from './token-standing.js';

const { InvalidClientError, InvalidGrantError } = OAuth2Server;

/** What clients may ask about tokens that were given out, and the end of them. */
@Injectable()
export class TokenControl {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly grants: OauthGrants,
    private readonly known: KnownAccounts,
    private readonly accounts: AccountsService,
    private readonly subjects: SubjectIds,
  ) {}

  /**
   * RFC 7009: a refresh token takes its whole family with it, an access token only itself. What is no token is revoked
   * already. @throws OAuth2Server.InvalidGrantError for a token of another client (2.1)
   */
  async revoke({ client, token }: ClientRequest): Promise<void> {
    noteForAudit({ clientId: client.clientId });
    const grant = await this.grants.ofRefreshToken(token);
    if (grant) {
      refuseForeign(client, grant.clientId);
      noteForAudit({ onBehalfOf: (await this.accounts.findById(grant.userId))?.username });
      return this.grants.revoke(grant.id);
    }
    const claims = await this.claimsOf(token);
    if (!claims) return;
    refuseForeign(client, claims.clientId);
    noteForAudit({ onBehalfOf: claims.username });
    if (claims.tokenId !== null) await this.grants.revokeAccessToken(claims.tokenId, claims.expiresAt);
  }

  /**
   * RFC 7662. Refresh tokens are shown to their own client alone, and so are access tokens where it is an application of
   * somebody outside; the operator's own services see whatever they are sent.
   * @throws OAuth2Server.InvalidClientError for a public client, which everybody could say that it was
   */
  async introspect({ client, token }: ClientRequest): Promise<IntrospectionResponse> {
    if (client.isPublic) throw new InvalidClientError('A public client may not ask about tokens.');
    const grant = await this.grants.ofRefreshToken(token);
    if (grant) return this.ofRefreshToken(grant, client);
    const claims = await this.claimsOf(token);
    if (!claims || (client.isRestricted && claims.clientId !== client.clientId)) return IntrospectionResponse.inactive;
    const account = await this.known.find(claims.username, tokenStanding(claims));
    if (!account || (await this.subjects.of(account.userId)) !== claims.subject) return IntrospectionResponse.inactive;
    return IntrospectionResponse.ofAccessToken(claims, this.tokens.issuer, AUDIENCE);
  }

  private async ofRefreshToken(
    grant: RefreshableGrant,
    { clientId }: OauthClientEntity,
  ): Promise<IntrospectionResponse> {
    const counts = grant.clientId === clientId && !grant.wasUsed && grant.expires.getTime() > Date.now();
    const user = counts ? await this.accounts.findById(grant.userId) : null;
    if (!user?.isActive) return IntrospectionResponse.inactive;
    return IntrospectionResponse.ofRefreshToken(grant, {
      username: user.username,
      subject: await this.subjects.of(user.id),
      issuer: this.tokens.issuer,
    });
  }

  private async claimsOf(token: string): Promise<TokenClaims | null> {
    try {
      return await this.tokens.verify(token);
    } catch (error) {
      if (error instanceof InvalidTokenError) return null;
      throw error;
    }
  }
}

function refuseForeign({ clientId }: OauthClientEntity, owner: string | null): void {
  if (owner !== clientId) throw new InvalidGrantError('The token was issued to another client.');
}
