import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { registerView } from '../../common/html/views.js';
import { AccountExpander } from './account-expander.js';
import { AccountLookupController } from './account-lookup.controller.js';
import { AccountView } from './account-view.js';
import { AccountWrites } from './account-writes.service.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { AccountResponse } from './dto/account.response.js';
import { KnownAccounts } from './known-accounts.js';
import { PasswordHasher } from './password-hasher.js';
import { PreferencesController } from './preferences.controller.js';
import { PreferencesService } from './preferences.service.js';
import { ProfileImageAliasController } from './profile-image/profile-image-alias.controller.js';
import { ProfileImageContentController } from './profile-image/profile-image-content.controller.js';
import { ProfileImagesController } from './profile-image/profile-images.controller.js';
import { ProfileImages } from './profile-image/profile-images.service.js';
import { UserEntity } from './user.entity.js';

registerView(AccountResponse, AccountView);

/** Accounts, what people say of themselves, their pictures and their preferences. */
@Module({
  imports: [TypeOrmModule.forFeature([UserEntity])],
  controllers: [
    AccountsController,
    AccountLookupController,
    ProfileImagesController,
    ProfileImageAliasController,
    ProfileImageContentController,
    PreferencesController,
  ],
  providers: [
    AccountsService,
    AccountWrites,
    AccountExpander,
    ProfileImages,
    PreferencesService,
    KnownAccounts,
    PasswordHasher,
  ],
  exports: [AccountsService, AccountWrites, KnownAccounts, PasswordHasher],
})
export class AccountsModule {}
