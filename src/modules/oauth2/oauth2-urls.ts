import type { ApiUrls } from '../../common/hypermedia/api-urls.js';

/** Who signs the tokens: the `iss` of every one, as an LMS has it (operations.md A7.4). */
export const issuerUrl = (urls: ApiUrls): string => urls.at('/oauth2');

/** Where the public keys are. */
export const jwksUrl = (urls: ApiUrls): string => urls.at('/oauth2/jwks');
