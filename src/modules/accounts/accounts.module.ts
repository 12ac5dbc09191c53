import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { registerView } from '../../common/html/views.js';
import { AccountEndings } from './account-endings.js';
import { AccountExpander } from './account-expander.js';
import { AccountLookupController } from './account-lookup.controller.js';
import { AccountView } from './account-view.js';
import { AccountWrites } from './account-writes.service.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { AccountResponse } from './dto/account.response.js';
import { KnownAccounts } from './known-accounts.js';
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
    AccountEndings,
    AccountExpander,
    ProfileImages,
    PreferencesService,
    KnownAccounts,
  ],
  exports: [AccountsService, AccountEndings, KnownAccounts],
})
export class AccountsModule {}
