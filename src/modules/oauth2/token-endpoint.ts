import { Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyRequest } from 'fastify';
import { ACCESS_TOKEN_LIFETIME } from './access-tokens.js';
import { CLIENT_CREDENTIALS, ClientCredentialsModel } from './client-credentials.model.js';
import { TokenResponse } from './dto/token.response.js';

const { InvalidRequestError, UnsupportedGrantTypeError } = OAuth2Server;

/** The form that came with a request, as it was parsed: a repeated parameter is a list. */
type Form = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The token endpoint (RFC 6749 3.2). The protocol is the library's; what is here is what it leaves open. */
@Injectable()
export class TokenEndpoint {
  private readonly server: OAuth2Server;

  constructor(model: ClientCredentialsModel) {
    this.server = new OAuth2Server({
      // The typings also ask for getAccessToken, which the library calls only where it verifies tokens itself.
      model: model as unknown as OAuth2Server.ClientCredentialsModel,
      accessTokenLifetime: ACCESS_TOKEN_LIFETIME,
    });
  }

  /** @throws OAuth2Server.OAuthError as RFC 6749 5.2 names them */
  async grant(request: FastifyRequest): Promise<TokenResponse> {
    const form = (request.body ?? {}) as Form;
    refuseRepeated(form);
    refuseSecondCredentials(request, form);
    refuseOtherGrants(form);
    const { headers, method } = request;
    // Without the query: credentials do not belong in an address (RFC 6749 2.3.1).
    const token = await this.server.token(
      new OAuth2Server.Request({ headers: headers as Record<string, string>, method, query: {}, body: form }),
      new OAuth2Server.Response(),
    );
    return TokenResponse.of(token.accessToken, token.scope ?? [], asksForJwt(request, form));
  }
}

/** RFC 6749 3.2: "parameters MUST NOT be included more than once". Two readers might take different ones. */
function refuseRepeated(form: Form): void {
  const repeated = Object.keys(form).filter((name) => Array.isArray(form[name]));
  if (repeated.length > 0) throw new InvalidRequestError('Each parameter may be sent only once.');
}

/** RFC 6749 2.3: one way of authentication in one request. */
function refuseSecondCredentials(request: FastifyRequest, form: Form): void {
  if (/^basic /i.test(request.headers.authorization ?? '') && form.client_secret !== undefined) {
    throw new InvalidRequestError(
      'Send the client credentials in the Authorization header or in the body, not in both.',
    );
  }
}

/** The library knows further grants; here they are none, rather than ones that this client may not use. */
function refuseOtherGrants({ grant_type: grant }: Form): void {
  if (grant === undefined || grant === '' || grant === CLIENT_CREDENTIALS) return;
  throw new UnsupportedGrantTypeError(`The grant type is not supported. Supported: ${CLIENT_CREDENTIALS}.`);
}

/** Open edX's way to choose the kind of token (operations.md A7.3). */
function asksForJwt(request: FastifyRequest, form: Form): boolean {
  const asked = form.token_type ?? request.headers['x-token-type'];
  return typeof asked === 'string' && asked.toLowerCase() === 'jwt';
}
