/** Everything that other modules may use of accounts. */
export { type AccountEnding, AccountEndings } from './account-endings.js';
export { AccountsModule } from './accounts.module.js';
export { AccountsService } from './accounts.service.js';
export { type KnownAccount, KnownAccounts } from './known-accounts.js';
export type { NewAccount } from './new-account.js';
export { UserEntity } from './user.entity.js';
