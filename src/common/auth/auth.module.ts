import { Global, Module } from '@nestjs/common';
import { AccessChanges } from './access-changes.js';

/** What everybody who decides or changes access shares. */
@Global()
@Module({ providers: [AccessChanges], exports: [AccessChanges] })
export class AuthModule {}
