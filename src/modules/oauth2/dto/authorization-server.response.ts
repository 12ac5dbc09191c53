import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { GRANTS } from '../oauth-client.entity.js';
import { issuerUrl, jwksUrl } from '../oauth2-urls.js';
import { SCOPES } from '../../../common/auth/scopes.js';

/** Metadata of the embedded OAuth2 provider (RFC 8414): only what it can do now. */
export class AuthorizationServerResponse {
  /** `iss` of its tokens. */
  @ApiProperty({ format: 'uri' })
  readonly issuer: string;

  /** Where to get a token. */
  @ApiProperty({ format: 'uri' })
  readonly token_endpoint: string;

  /** Where its public keys are. */
  @ApiProperty({ format: 'uri' })
  readonly jwks_uri: string;

  /** What may be asked for. */
  @ApiProperty({ type: [String] })
  readonly scopes_supported: readonly string[];

  /** Empty: there is no authorization endpoint. RFC 8414 requires the member. */
  @ApiProperty({ type: [String] })
  readonly response_types_supported: readonly string[];

  /** How a client may come to a token. */
  @ApiProperty({ type: [String] })
  readonly grant_types_supported: readonly string[];

  /** How a client may prove who it is. */
  @ApiProperty({ type: [String] })
  readonly token_endpoint_auth_methods_supported: readonly string[];

  /** For people. */
  @ApiProperty({ format: 'uri' })
  readonly service_documentation: string;

  static of(urls: ApiUrls): AuthorizationServerResponse {
    return {
      issuer: issuerUrl(urls),
      token_endpoint: urls.token(),
      jwks_uri: jwksUrl(urls),
      scopes_supported: SCOPES,
      response_types_supported: [],
      grant_types_supported: GRANTS,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      service_documentation: urls.docs(),
    };
  }
}
