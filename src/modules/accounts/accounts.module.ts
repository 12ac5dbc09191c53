import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountExpander } from './account-expander.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { KnownAccounts } from './known-accounts.js';
import { PasswordHasher } from './password-hasher.js';
import { PreferencesController } from './preferences.controller.js';
import { PreferencesService } from './preferences.service.js';
import { UserEntity } from './user.entity.js';

/** Accounts and their preferences. */
@Module({
  imports: [TypeOrmModule.forFeature([UserEntity])],
  controllers: [AccountsController, PreferencesController],
  providers: [AccountsService, AccountExpander, PreferencesService, KnownAccounts, PasswordHasher],
  exports: [AccountsService, KnownAccounts, PasswordHasher],
})
export class AccountsModule {}
