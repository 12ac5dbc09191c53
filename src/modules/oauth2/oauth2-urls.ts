import type { ApiUrls } from '../../common/hypermedia/api-urls.js';

/** Who signs the tokens: the `iss` of every one, as an LMS has it (operations.md A7.4). */
export const issuerUrl = (urls: ApiUrls): string => urls.at('/oauth2');

/** Where the public keys are. */
export const jwksUrl = (urls: ApiUrls): string => urls.at('/oauth2/jwks');

/** Where people allow applications something. */
export const authorizeUrl = (urls: ApiUrls): string => urls.at('/oauth2/authorize');
export const revocationUrl = (urls: ApiUrls): string => urls.at('/oauth2/revoke_token');
export const introspectionUrl = (urls: ApiUrls): string => urls.at('/oauth2/introspect');
export const userInfoUrl = (urls: ApiUrls): string => urls.at('/oauth2/user_info');

/** What a person has allowed applications. */
export const authorizationsUrl = (urls: ApiUrls): string => urls.at('/api/user/v1/authorizations/');
export const authorizationUrl = (urls: ApiUrls, id: string): string =>
  urls.at(`/api/user/v1/authorizations/${encodeURIComponent(id)}/`);
