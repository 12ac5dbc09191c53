/** Everything that other modules may use of accounts. */
export { AccountWrites } from './account-writes.service.js';
export { AccountTakenError } from './accounts.errors.js';
export { accountLinks } from './accounts.links.js';
export { AccountsModule } from './accounts.module.js';
export { AccountsService } from './accounts.service.js';
export { readAccount } from './stored-account.js';
export { asOthersSee, type VisibleAccount } from './visible-account.js';
export { AccountResponse } from './dto/account.response.js';
export {
  type AccountCondition,
  KNOWN_ACCOUNT_COLUMNS,
  type KnownAccount,
  type KnownAccountRow,
  knownAccountOf,
  KnownAccounts,
} from './known-accounts.js';
export { checkNewAccount, isName, type NewAccount } from './new-account.js';
export { PasswordHasher } from './password-hasher.js';
export { chosenPasswordFaults } from './passwords.js';
export { UserEntity } from './user.entity.js';
