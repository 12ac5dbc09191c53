import { Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '../../common/config/app-config.js';
import { ACCESS_TOKEN_LIFETIME } from './access-tokens.js';
import { type Form, formOf } from './client-credentials.js';
import { GrantModel, GrantServices } from './grant-model.js';
import { TokenResponse } from './dto/token.response.js';
import { GRANTS } from './oauth-client.entity.js';

const { UnsupportedGrantTypeError } = OAuth2Server;

/** The token endpoint (RFC 6749 3.2). The protocol is the library's; what is here is what it leaves open. */
@Injectable()
export class TokenEndpoint {
  constructor(
    private readonly services: GrantServices,
    private readonly config: AppConfig,
  ) {}

  /** @throws OAuth2Server.OAuthError as RFC 6749 5.2 names them */
  async grant(request: FastifyRequest): Promise<TokenResponse> {
    const form = formOf(request);
    refuseOtherGrants(form);
    const { headers, method } = request;
    // Without the query: credentials do not belong in an address (RFC 6749 2.3.1).
    const token = await this.serverFor(form, request).token(
      new OAuth2Server.Request({ headers: headers as Record<string, string>, method, query: {}, body: form }),
      new OAuth2Server.Response(),
    );
    return TokenResponse.of(token, asksForJwt(request, form));
  }

  private serverFor(form: Form, request: FastifyRequest): OAuth2Server {
    return new OAuth2Server({
      // The typings also ask for getAccessToken, which the library calls only where it verifies tokens itself.
      model: new GrantModel(this.services, form, request) as unknown as OAuth2Server.AuthorizationCodeModel,
      accessTokenLifetime: ACCESS_TOKEN_LIFETIME,
      refreshTokenLifetime: this.config.oauth2.refreshLifetime,
      // Public clients have no secret; the model knows which those are, and refuses all others without theirs.
      requireClientAuthentication: { authorization_code: false, refresh_token: false },
    });
  }
}

/** The library knows further grants; here they are none, rather than ones that this client may not use. */
function refuseOtherGrants({ grant_type: grant }: Form): void {
  if (grant === undefined || grant === '' || (GRANTS as readonly string[]).includes(grant)) return;
  throw new UnsupportedGrantTypeError(`The grant type is not supported. Supported: ${GRANTS.join(', ')}.`);
}

/** Open edX's way to choose the kind of token (operations.md A7.3). */
function asksForJwt(request: FastifyRequest, form: Form): boolean {
  const asked = form.token_type ?? request.headers['x-token-type'];
  return typeof asked === 'string' && asked.toLowerCase() === 'jwt';
}
