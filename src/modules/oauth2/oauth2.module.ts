import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RateLimitModule } from '../../common/rate-limit/rate-limit.module.js';
import { AccountsModule } from '../accounts/index.js';
import { AccessTokens } from './access-tokens.js';
import { AuthorizationEndpoint } from './authorization-endpoint.js';
import { AuthorizationRequests } from './authorization-request.js';
import { AuthorizationController } from './authorization.controller.js';
import { AuthorizationPresenter } from './authorization.presenter.js';
import { AuthorizationsController } from './authorizations.controller.js';
import { AuthorizationsService } from './authorizations.service.js';
import { ClientAuthentication } from './client-authentication.js';
import { ClientsService } from './clients.service.js';
import { DiscoveryController } from './discovery.controller.js';
import { ExpiredGrants } from './expired-grants.js';
import { GrantServices } from './grant-model.js';
import { OauthClientEntity } from './oauth-client.entity.js';
import { OauthGrants } from './oauth-grants.js';
import { Oauth2Controller } from './oauth2.controller.js';
import { OwnTokenCallers } from './own-token-callers.js';
import { SigningKeyStore } from './signing-key-store.js';
import { SigningKeys } from './signing-keys.js';
import { SubjectIds } from './subject-ids.js';
import { TokenControl } from './token-control.js';
import { TokenEndpoint } from './token-endpoint.js';
import { UserInfo } from './user-info.js';
import { UserInfoController } from './user-info.controller.js';

/** OAuth2 clients, the embedded provider that gives them tokens, and what its tokens prove (ADR 0007, ADR 0016). */
@Module({
  imports: [TypeOrmModule.forFeature([OauthClientEntity]), AccountsModule, RateLimitModule],
  controllers: [
    AuthorizationController,
    AuthorizationsController,
    DiscoveryController,
    Oauth2Controller,
    UserInfoController,
  ],
  providers: [
    ClientsService,
    SigningKeyStore,
    SigningKeys,
    SubjectIds,
    AccessTokens,
    OwnTokenCallers,
    OauthGrants,
    ExpiredGrants,
    GrantServices,
    TokenEndpoint,
    TokenControl,
    ClientAuthentication,
    AuthorizationRequests,
    AuthorizationEndpoint,
    AuthorizationPresenter,
    AuthorizationsService,
    UserInfo,
  ],
  exports: [AccessTokens, ClientsService, ExpiredGrants, OauthGrants, OwnTokenCallers, SigningKeys],
})
export class Oauth2Module {}
