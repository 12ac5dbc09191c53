import { Global, Module } from '@nestjs/common';
import { Authenticator } from '../../common/auth/authenticator.js';
import { AccountsModule } from '../accounts/index.js';
import { Oauth2Module } from '../oauth2/index.js';
import { PassportAuthenticator } from './passport-authenticator.js';

/** How people and programs show who they are. Global: the guard of every route asks the Authenticator. */
@Global()
@Module({
  imports: [AccountsModule, Oauth2Module],
  providers: [PassportAuthenticator, { provide: Authenticator, useExisting: PassportAuthenticator }],
  exports: [Authenticator],
})
export class SignInModule {}
