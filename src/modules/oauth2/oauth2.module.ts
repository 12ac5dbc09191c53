import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/index.js';
import { AccessTokens } from './access-tokens.js';
import { BearerTokenStrategy } from './bearer-token.strategy.js';
import { ClientCredentialsModel } from './client-credentials.model.js';
import { ClientsService } from './clients.service.js';
import { OauthClientEntity } from './oauth-client.entity.js';
import { Oauth2Controller } from './oauth2.controller.js';
import { SigningKeyStore } from './signing-key-store.js';
import { SigningKeys } from './signing-keys.js';
import { SubjectIds } from './subject-ids.js';
import { TokenEndpoint } from './token-endpoint.js';

/** OAuth2 clients, the embedded provider that gives them tokens, and what its tokens prove (ADR 0007). */
@Module({
  imports: [TypeOrmModule.forFeature([OauthClientEntity]), AccountsModule],
  controllers: [Oauth2Controller],
  providers: [
    ClientsService,
    SigningKeyStore,
    SigningKeys,
    SubjectIds,
    AccessTokens,
    BearerTokenStrategy,
    ClientCredentialsModel,
    TokenEndpoint,
  ],
  exports: [AccessTokens, BearerTokenStrategy, ClientsService],
})
export class Oauth2Module {}
