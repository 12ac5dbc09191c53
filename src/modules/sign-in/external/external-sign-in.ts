import type { Provider, Type } from '@nestjs/common';
import { AppConfig } from '../../../common/config/app-config.js';
import { BearerTokenStrategy, OwnTokenCallers, TokenCallers } from '../../oauth2/index.js';
import { CompletedSignInEntity } from './completed-sign-in.entity.js';
import { ExternalIdentityEntity } from './external-identity.entity.js';
import { JwtCookieStrategy } from './jwt-cookie.strategy.js';
import { LmsAccounts } from './lms-accounts.js';
import { LmsLoginController } from './lms-login.controller.js';
import { LmsLogin } from './lms-login.js';
import { LmsLoginStrategy } from './lms-login.strategy.js';
import { LmsKeys } from './lms-keys.js';
import { LmsTokenCallers } from './lms-token-callers.js';
import { LmsTokens } from './lms-tokens.js';
import { LmsUserInfo } from './lms-user-info.js';
import { LoginStates } from './login-states.js';

/** Tables of signing in at an external LMS. */
export const EXTERNAL_ENTITIES = [ExternalIdentityEntity, CompletedSignInEntity];

export const EXTERNAL_CONTROLLERS: Type[] = [LmsLoginController];

/** What the sign-in module needs for tokens, whoever makes them: the embedded provider or, by configuration, an LMS. */
export const EXTERNAL_SIGN_IN: Provider[] = [
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
  LoginStates,
  LmsLoginStrategy,
  LmsLogin,
];
