import { Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyRequest } from 'fastify';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { RateLimitedError } from '../../common/rate-limit/rate-limited-error.js';
import { RateLimits } from '../../common/rate-limit/rate-limits.js';
import { AccountsService, type UserEntity } from '../accounts/index.js';
import { AccessTokens } from './access-tokens.js';
import { filtersOf } from './client-filters.js';
import { ClientAuthentication } from './client-authentication.js';
import type { GrantType, OauthClientEntity } from './oauth-client.entity.js';
import { type LiveGrant, OauthGrants } from './oauth-grants.js';

/** A client as the protocol library hands it from one step to the next. */
export interface GrantClient extends OAuth2Server.Client {
  readonly entity: OauthClientEntity;
}

/** The form of a token request, as far as the model looks at it. */
export interface GrantForm {
  readonly grant_type?: string;
  readonly redirect_uri?: string;
}

/** What models of all requests work with. */
@Injectable()
export class GrantServices {
  constructor(
    readonly clients: ClientAuthentication,
    readonly accounts: AccountsService,
    readonly tokens: AccessTokens,
    readonly grants: OauthGrants,
    readonly limits: RateLimits,
  ) {}
}

/**
 * What the protocol library (@node-oauth/oauth2-server) asks of us: who the client is, for whom it acts, codes and tokens.
 * One for each request, since the library calls one step after the other without saying what came before.
 */
export class GrantModel {
  /** The family that the request is about; null for a token that stands alone. */
  private grant: LiveGrant | null = null;
  private client: OauthClientEntity | null = null;

  constructor(
    private readonly services: GrantServices,
    private readonly form: GrantForm,
    private readonly request: Pick<FastifyRequest, 'ip'>,
  ) {}

  /** Counted once it has proved who it is, so that nobody can use up the share of another (operations.md A7.10). */
  async getClient(clientId: string, clientSecret: string | null | undefined): Promise<GrantClient | false> {
    const entity = await this.services.clients.authenticate(this.request, { clientId, secret: clientSecret || null });
    if (!entity) return false;
    const standing = await this.services.limits.take('sign_ins', `client:${clientId}`);
    if (standing && !standing.allowed) throw new RateLimitedError('sign_ins', standing);
    this.client = entity;
    noteForAudit({ clientId: entity.clientId });
    return { id: entity.clientId, grants: entity.grants, entity };
  }

  /** The account that the client acts as (operations.md A7.5). The client has proved who it is, so it is told the reason. */
  async getUserFromClient({ entity }: GrantClient): Promise<UserEntity> {
    const user = await this.services.accounts.findById(entity.userId);
    if (user?.isActive) return user;
    throw new OAuth2Server.InvalidGrantError(
      'The account that this client acts as is disabled. Ask an operator of this service.',
    );
  }

  /** Used up by the first attempt, right or wrong: the library checks the verifier afterwards (RFC 7636 4.6). */
  async getAuthorizationCode(code: string): Promise<OAuth2Server.AuthorizationCode | false> {
    const taken = await this.services.grants.takeCode(code);
    // RFC 6749 4.1.3; the library would call it invalid_request, which 5.2 does not.
    if (!taken || !(await this.isFor(taken)) || taken.redirectUri !== this.form.redirect_uri) return false;
    return {
      ...(await this.partiesOf(taken)),
      authorizationCode: code,
      expiresAt: taken.expires,
      redirectUri: taken.redirectUri,
      scope: taken.scopes,
      ...(taken.codeChallenge !== null && { codeChallenge: taken.codeChallenge, codeChallengeMethod: 'S256' }),
    };
  }

  /** Taken already. */
  async revokeAuthorizationCode(): Promise<boolean> {
    return true;
  }

  async getRefreshToken(refreshToken: string): Promise<OAuth2Server.RefreshToken | false> {
    const grant = await this.services.grants.ofRefreshToken(refreshToken);
    if (!grant || !(await this.isFor(grant))) return false;
    return {
      ...(await this.partiesOf(grant)),
      refreshToken,
      refreshTokenExpiresAt: grant.expires,
      // What the client may not have any more it does not get by an old token either.
      scope: grant.scopes.filter((scope) => this.client!.scopes.includes(scope)),
    };
  }

  async revokeToken({ refreshToken }: OAuth2Server.RefreshToken): Promise<boolean> {
    return this.services.grants.takeRefreshToken(refreshToken);
  }

  /** The scopes that were asked for, or all of the client's; false when it asks for one that it does not have (RFC 6749 3.3). */
  async validateScope(_user: UserEntity, { entity }: GrantClient, asked?: string[]): Promise<string[] | false> {
    return grantableScopes(entity, asked) ?? false;
  }

  async generateAccessToken({ entity }: GrantClient, user: UserEntity, scopes: string[]): Promise<string> {
    const grantType = this.form.grant_type as GrantType;
    noteForAudit({ actor: user.username, details: { grant_type: grantType } });
    return this.services.tokens.issue(user, {
      scopes: [...new Set(scopes)],
      grantType,
      clientId: entity.clientId,
      isRestricted: entity.isRestricted,
      filters: filtersOf(entity, grantType),
      grantId: this.grant?.id ?? null,
    });
  }

  async generateRefreshToken({ entity }: GrantClient): Promise<string | undefined> {
    return this.grant && mayRefresh(entity) ? this.services.grants.addRefreshToken(this.grant.id) : undefined;
  }

  /** A signed token speaks for itself; of a family it is noted that it lives, and was used. */
  async saveToken(token: OAuth2Server.Token, client: GrantClient, user: UserEntity): Promise<OAuth2Server.Token> {
    const { grant, services } = this;
    if (grant && this.form.grant_type === 'authorization_code')
      await services.grants.begin(grant.id, mayRefresh(client.entity));
    if (grant) await services.grants.noteUse(grant.id);
    return { ...token, client, user };
  }

  /** What another client presents has been stolen from the one that it was made for: nobody gets anything for it any more. */
  private async isFor(grant: LiveGrant): Promise<boolean> {
    if (grant.clientId === this.client?.clientId) return true;
    await this.services.grants.revoke(grant.id);
    return false;
  }

  private async partiesOf(grant: LiveGrant): Promise<{ client: GrantClient; user: UserEntity }> {
    const entity = this.client!;
    const user = await this.services.accounts.findById(grant.userId);
    if (!user?.isActive)
      throw new OAuth2Server.InvalidGrantError('The account does not exist any more, or is disabled.');
    this.grant = grant;
    return { client: { id: entity.clientId, grants: entity.grants, entity }, user };
  }
}

const mayRefresh = ({ grants }: OauthClientEntity): boolean => grants.includes('refresh_token');

/** The scopes that were asked for, each once, or all of the client's; null when one of them is not the client's. */
export function grantableScopes({ scopes }: OauthClientEntity, asked: readonly string[] | undefined): string[] | null {
  if (!asked) return scopes;
  return asked.every((scope) => scopes.includes(scope)) ? [...new Set(asked)] : null;
}
