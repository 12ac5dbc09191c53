import { Global, Module } from '@nestjs/common';
import { AccessChanges } from './access-changes.js';
import { CsrfTokens } from './csrf-tokens.js';

/** What everybody who decides or changes access shares. */
@Global()
@Module({ providers: [AccessChanges, CsrfTokens], exports: [AccessChanges, CsrfTokens] })
export class AuthModule {}
