import type { Credential, Principal } from '../../common/auth/principal.js';

/** How an access token came: in the Authorization header, or in the two cookies of a browser. */
export type TokenCredential = Extract<Credential, 'token' | 'jwt_cookie'>;

/** Port: who calls with an access token. Either the embedded provider has made it or, by configuration, an LMS. */
export abstract class TokenCallers {
  /** @throws InvalidTokenError when the token does not count, or its account may not act */
  abstract callerOf(token: string, credential: TokenCredential): Promise<Principal>;
}
