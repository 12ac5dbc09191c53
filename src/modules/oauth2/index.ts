/** Everything that other modules may use of the OAuth2 provider. */
export { readClaims, type TokenClaims, type TokenGrant } from './access-token-claims.js';
export { ACCESS_TOKEN_LIFETIME, AccessTokens } from './access-tokens.js';
export { BearerTokenStrategy } from './bearer-token.strategy.js';
export { ClientsService, type ClientWithSecret, type ListedClient } from './clients.service.js';
export { ExpiredGrants } from './expired-grants.js';
export type { NewClient } from './new-client.js';
export { InvalidTokenError } from './oauth2.errors.js';
export { OauthGrants } from './oauth-grants.js';
export { Oauth2Module } from './oauth2.module.js';
export { OwnTokenCallers } from './own-token-callers.js';
export { TokenCallers, type TokenCredential } from './token-callers.js';
export { tokenRefusal } from './token-refusal.js';
export { SigningKeys } from './signing-keys.js';
