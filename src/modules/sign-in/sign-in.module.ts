import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Authenticator } from '../../common/auth/authenticator.js';
import { AppConfig } from '../../common/config/app-config.js';
import { RateLimitModule } from '../../common/rate-limit/rate-limit.module.js';
import { AccountsModule, UserEntity } from '../accounts/index.js';
import { BearerTokenStrategy, Oauth2Module, OwnTokenCallers, TokenCallers } from '../oauth2/index.js';
import { BrowserSignIn } from './browser-sign-in.js';
import { BrowserTokens } from './browser-tokens.js';
import { BrowserTokensController } from './browser-tokens.controller.js';
import { CompletedSignInEntity } from './external/completed-sign-in.entity.js';
import { ExternalIdentityEntity } from './external/external-identity.entity.js';
import { JwtCookieStrategy } from './external/jwt-cookie.strategy.js';
import { LmsAccounts } from './external/lms-accounts.js';
import { LmsKeys } from './external/lms-keys.js';
import { LmsTokenCallers } from './external/lms-token-callers.js';
import { LmsTokens } from './external/lms-tokens.js';
import { LmsUserInfo } from './external/lms-user-info.js';
import { FormPages } from './form-pages.js';
import { LoginController } from './login.controller.js';
import { Login } from './login.js';
import { PassportAuthenticator } from './passport-authenticator.js';
import { PasswordSignIn } from './password-sign-in.js';
import { PostgresSessions } from './postgres-sessions.js';
import { RedisSessions } from './redis-sessions.js';
import { SessionCookies } from './session-cookies.js';
import { SessionStore } from './session-store.js';
import { SessionStrategy } from './session.strategy.js';
import { SessionSweeper } from './session-sweeper.js';
import { Sessions } from './sessions.js';

/** How people and programs show who they are. Global: the guard of every route asks the Authenticator. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([UserEntity, CompletedSignInEntity, ExternalIdentityEntity]), RateLimitModule, AccountsModule, Oauth2Module],
  controllers: [LoginController, BrowserTokensController],
  providers: [
    LmsKeys,
    LmsTokens,
    LmsUserInfo,
    LmsAccounts,
    LmsTokenCallers,
    {
      provide: TokenCallers,
      inject: [AppConfig, OwnTokenCallers, LmsTokenCallers],
      useFactory: ({ lms }: AppConfig, own: OwnTokenCallers, ofLms: LmsTokenCallers): TokenCallers => (lms ? ofLms : own),
    },
    BearerTokenStrategy,
    JwtCookieStrategy,
    PassportAuthenticator,
    { provide: Authenticator, useExisting: PassportAuthenticator },
    PostgresSessions,
    {
      provide: SessionStore,
      inject: [AppConfig, DataSource, PostgresSessions],
      useFactory: (config: AppConfig, dataSource: DataSource, postgres: PostgresSessions): SessionStore =>
        config.redisUrl === null ? postgres : new RedisSessions(dataSource, config),
    },
    Sessions,
    SessionSweeper,
    SessionCookies,
    SessionStrategy,
    BrowserSignIn,
    PasswordSignIn,
    FormPages,
    Login,
    BrowserTokens,
  ],
  exports: [Authenticator, BrowserSignIn, FormPages, PasswordSignIn, Sessions],
})
export class SignInModule {}
