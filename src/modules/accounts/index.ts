/** Everything that other modules may use of accounts. */
export { AccountsModule } from './accounts.module.js';
export { AccountsService } from './accounts.service.js';
export { type AccountCondition, type KnownAccount, KnownAccounts } from './known-accounts.js';
export { isName, type NewAccount } from './new-account.js';
export { UserEntity } from './user.entity.js';
