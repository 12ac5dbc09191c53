import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RateLimitModule } from '../../common/rate-limit/rate-limit.module.js';
import { AccountsModule } from '../accounts/index.js';
import { AccessTokens } from './access-tokens.js';
import { ClientsService } from './clients.service.js';
import { GrantServices } from './grant-model.js';
import { OauthClientEntity } from './oauth-client.entity.js';
import { OauthGrants } from './oauth-grants.js';
import { Oauth2Controller } from './oauth2.controller.js';
import { OwnTokenCallers } from './own-token-callers.js';
import { SigningKeyStore } from './signing-key-store.js';
import { SigningKeys } from './signing-keys.js';
import { SubjectIds } from './subject-ids.js';
import { TokenEndpoint } from './token-endpoint.js';

/** OAuth2 clients, the embedded provider that gives them tokens, and what its tokens prove (ADR 0007). */
@Module({
  imports: [TypeOrmModule.forFeature([OauthClientEntity]), AccountsModule, RateLimitModule],
  controllers: [Oauth2Controller],
  providers: [
    ClientsService,
    SigningKeyStore,
    SigningKeys,
    SubjectIds,
    AccessTokens,
    OwnTokenCallers,
    OauthGrants,
    GrantServices,
    TokenEndpoint,
  ],
  exports: [AccessTokens, ClientsService, OauthGrants, OwnTokenCallers],
})
export class Oauth2Module {}
