/** Full version of the API, sent as `X-API-Version` (SPEC R-10). The major number is the `v1` of the URLs. */
export const API_VERSION = '1.2.0';
