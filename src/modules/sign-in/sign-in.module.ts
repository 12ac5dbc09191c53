import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Authenticator } from '../../common/auth/authenticator.js';
import { AppConfig } from '../../common/config/app-config.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { RateLimitModule } from '../../common/rate-limit/rate-limit.module.js';
import { AccountsModule, UserEntity } from '../accounts/index.js';
import { AccountFormsController } from './account-forms.controller.js';
import { AccountMails } from './account-mails.js';
import { Oauth2Module } from '../oauth2/index.js';
import { BrowserSignIn } from './browser-sign-in.js';
import { BrowserTokens } from './browser-tokens.js';
import { BrowserTokensController } from './browser-tokens.controller.js';
import { DeactivationForm } from './deactivation-form.js';
import { EmailVerification } from './email-verification.js';
import { EXTERNAL_CONTROLLERS, EXTERNAL_ENTITIES, EXTERNAL_SIGN_IN } from './external/external-sign-in.js';
import { LmsDoors } from './external/lms-doors.js';
import { FormPages } from './form-pages.js';
import { LoginController } from './login.controller.js';
import { Login } from './login.js';
import { MailedLinks } from './mailed-links.js';
import { PassportAuthenticator } from './passport-authenticator.js';
import { PasswordChanges } from './password-changes.js';
import { PasswordForms } from './password-forms.js';
import { PasswordSignIn } from './password-sign-in.js';
import { PostgresSessions } from './postgres-sessions.js';
import { RedisSessions } from './redis-sessions.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationForms } from './registration-forms.js';
import { Registration } from './registration.js';
import { SessionCookies } from './session-cookies.js';
import { SessionStore } from './session-store.js';
import { SessionStrategy } from './session.strategy.js';
import { SessionSweeper } from './session-sweeper.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { SessionsService } from './sessions.service.js';
import { SignInEvents } from './sign-in-events.js';
import { VerificationForms } from './verification-forms.js';

/** How people and programs show who they are. Global: the guard of every route asks the Authenticator. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([UserEntity, ...EXTERNAL_ENTITIES]),
    RateLimitModule,
    AccountsModule,
    Oauth2Module,
  ],
  controllers: [
    LoginController,
    BrowserTokensController,
    AccountFormsController,
    RegistrationController,
    SessionsController,
    ...EXTERNAL_CONTROLLERS,
  ],
  providers: [
    ...EXTERNAL_SIGN_IN,
    PassportAuthenticator,
    { provide: Authenticator, useExisting: PassportAuthenticator },
    PostgresSessions,
    {
      provide: SessionStore,
      inject: [AppConfig, DataSource, PostgresSessions],
      useFactory: (config: AppConfig, dataSource: DataSource, postgres: PostgresSessions): SessionStore =>
        config.redisUrl === null ? postgres : new RedisSessions(dataSource, config),
    },
    SignInEvents,
    Sessions,
    SessionSweeper,
    SessionCookies,
    SessionStrategy,
    BrowserSignIn,
    PasswordSignIn,
    FormPages,
    {
      provide: Login,
      inject: [FormPages, PasswordSignIn, BrowserSignIn, ApiUrls, AppConfig, SignInEvents],
      useFactory: (...given: ConstructorParameters<typeof Login>): Login => {
        const [, , , , { lms }] = given;
        return lms === null ? new Login(...given) : new LmsDoors(...given);
      },
    },
    BrowserTokens,
    MailedLinks,
    AccountMails,
    Registration,
    RegistrationForms,
    PasswordChanges,
    PasswordForms,
    DeactivationForm,
    EmailVerification,
    VerificationForms,
    SessionsService,
  ],
  exports: [Authenticator, BrowserSignIn, FormPages, PasswordSignIn, Sessions, SignInEvents],
})
export class SignInModule {}
