/** Everything that other modules may use of accounts. */
export { ACCESS_TOKEN_LIFETIME, AccessTokens } from './access-tokens.js';
export type { TokenGrant } from './access-token-claims.js';
export { AccountsModule } from './accounts.module.js';
export { AccountsService } from './accounts.service.js';
export { ClientsService, type ClientWithSecret, type NewClient } from './clients.service.js';
export type { NewAccount } from './new-account.js';
export { SCOPES } from './scopes.js';
export { UserEntity } from './user.entity.js';
