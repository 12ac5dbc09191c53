/** Everything that other modules may use of the OAuth2 provider. */
export type { TokenGrant } from './access-token-claims.js';
export { ACCESS_TOKEN_LIFETIME, AccessTokens } from './access-tokens.js';
export { BearerTokenStrategy } from './bearer-token.strategy.js';
export { ClientsService, type ClientWithSecret, type ListedClient } from './clients.service.js';
export { ExpiredGrants } from './expired-grants.js';
export type { NewClient } from './new-client.js';
export { OauthGrants } from './oauth-grants.js';
export { Oauth2Module } from './oauth2.module.js';
export { SigningKeys } from './signing-keys.js';
