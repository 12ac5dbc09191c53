import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Authenticator } from '../../common/auth/authenticator.js';
import { AccessTokens } from './access-tokens.js';
import { AccountExpander } from './account-expander.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { BearerTokenStrategy } from './bearer-token.strategy.js';
import { ClientCredentialsModel } from './client-credentials.model.js';
import { ClientsService } from './clients.service.js';
import { KnownAccounts } from './known-accounts.js';
import { OauthClientEntity } from './oauth-client.entity.js';
import { Oauth2Controller } from './oauth2.controller.js';
import { PassportAuthenticator } from './passport-authenticator.js';
import { PreferencesController } from './preferences.controller.js';
import { PreferencesService } from './preferences.service.js';
import { SigningKeyStore } from './signing-key-store.js';
import { SigningKeys } from './signing-keys.js';
import { SubjectIds } from './subject-ids.js';
import { TokenEndpoint } from './token-endpoint.js';
import { UserEntity } from './user.entity.js';

/** Accounts, OAuth2 clients, the embedded OAuth2 provider, and who makes a request. */
@Module({
  imports: [TypeOrmModule.forFeature([UserEntity, OauthClientEntity])],
  controllers: [AccountsController, PreferencesController, Oauth2Controller],
  providers: [
    AccountsService,
    AccountExpander,
    PreferencesService,
    ClientsService,
    KnownAccounts,
    SigningKeyStore,
    SigningKeys,
    SubjectIds,
    AccessTokens,
    BearerTokenStrategy,
    PassportAuthenticator,
    { provide: Authenticator, useExisting: PassportAuthenticator },
    ClientCredentialsModel,
    TokenEndpoint,
  ],
  exports: [AccountsService, ClientsService, AccessTokens, Authenticator],
})
export class AccountsModule {}
