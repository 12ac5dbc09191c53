/** Everything that other modules may use of the OAuth2 provider. */
export type { TokenGrant } from './access-token-claims.js';
export { ACCESS_TOKEN_LIFETIME, AccessTokens } from './access-tokens.js';
export { BearerTokenStrategy } from './bearer-token.strategy.js';
export { ClientsService, type ClientWithSecret, type NewClient } from './clients.service.js';
export { Oauth2Module } from './oauth2.module.js';
