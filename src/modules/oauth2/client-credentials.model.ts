import { Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import { AccessTokens } from './access-tokens.js';
import { AccountsService } from '../accounts/index.js';
import { ClientsService } from './clients.service.js';
import type { OauthClientEntity } from './oauth-client.entity.js';
import type { UserEntity } from '../accounts/index.js';

/** The grant that clients of this service may use (RFC 6749 4.4). */
export const CLIENT_CREDENTIALS = 'client_credentials';

/** A client as the protocol library hands it from one step to the next. */
interface GrantClient extends OAuth2Server.Client {
  readonly entity: OauthClientEntity;
}

/** What the protocol library (@node-oauth/oauth2-server) asks of us: who the client is, for whom it acts, and the token. */
@Injectable()
export class ClientCredentialsModel {
  constructor(
    private readonly clients: ClientsService,
    private readonly accounts: AccountsService,
    private readonly tokens: AccessTokens,
  ) {}

  async getClient(clientId: string, clientSecret: string): Promise<GrantClient | false> {
    const entity = await this.clients.verify(clientId, clientSecret);
    return entity !== null && { id: entity.clientId, grants: [CLIENT_CREDENTIALS], entity };
  }

  /** The account that the client acts as (operations.md A7.5). The client has proved who it is, so it is told the reason. */
  async getUserFromClient({ entity }: GrantClient): Promise<UserEntity> {
    const user = await this.accounts.findById(entity.userId);
    if (user?.isActive) return user;
    throw new OAuth2Server.InvalidGrantError(
      'The account that this client acts as is disabled. Ask an operator of this service.',
    );
  }

  /** The scopes that were asked for, or all of the client's; false when it asks for one that it does not have (RFC 6749 3.3). */
  async validateScope(_user: UserEntity, { entity }: GrantClient, asked?: string[]): Promise<string[] | false> {
    if (!asked) return entity.scopes;
    return asked.every((scope) => entity.scopes.includes(scope)) && [...new Set(asked)];
  }

  async generateAccessToken({ entity }: GrantClient, user: UserEntity, scopes: string[]): Promise<string> {
    return this.tokens.issue(user, { scopes, grantType: CLIENT_CREDENTIALS, clientId: entity.clientId });
  }

  /** A signed token speaks for itself: there is nothing to keep. */
  async saveToken(token: OAuth2Server.Token, client: GrantClient, user: UserEntity): Promise<OAuth2Server.Token> {
    return { ...token, client, user };
  }
}
