import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { GRANTS } from '../oauth-client.entity.js';
import { authorizeUrl, introspectionUrl, issuerUrl, jwksUrl, revocationUrl, userInfoUrl } from '../oauth2-urls.js';
import { LANGUAGES } from '../../../common/i18n/languages.js';
import { SCOPES } from '../../../common/auth/scopes.js';

const WITH_SECRET = ['client_secret_post', 'client_secret_basic'];

/** Metadata of the embedded OAuth2 provider (RFC 8414): only what it can do now. */
export class AuthorizationServerResponse {
  /** `iss` of its tokens. */
  @ApiProperty({ format: 'uri' })
  readonly issuer: string;

  /** Where people allow applications something. */
  @ApiProperty({ format: 'uri' })
  readonly authorization_endpoint: string;

  /** Where to get a token. */
  @ApiProperty({ format: 'uri' })
  readonly token_endpoint: string;

  /** Where to end one (RFC 7009). */
  @ApiProperty({ format: 'uri' })
  readonly revocation_endpoint: string;

  /** Where to ask about one (RFC 7662). */
  @ApiProperty({ format: 'uri' })
  readonly introspection_endpoint: string;

  /** Where to ask who one is for. */
  @ApiProperty({ format: 'uri' })
  readonly userinfo_endpoint: string;

  /** Where its public keys are. */
  @ApiProperty({ format: 'uri' })
  readonly jwks_uri: string;

  /** What may be asked for. */
  @ApiProperty({ type: [String] })
  readonly scopes_supported: readonly string[];

  /** Codes only: no token is ever sent through a browser's address. */
  @ApiProperty({ type: [String] })
  readonly response_types_supported: readonly string[];

  /** How an answer comes back: in the query of the redirect. */
  @ApiProperty({ type: [String] })
  readonly response_modes_supported: readonly string[];

  /** How a client may come to a token. */
  @ApiProperty({ type: [String] })
  readonly grant_types_supported: readonly string[];

  /** How a client may prove who it is; `none` for public ones. */
  @ApiProperty({ type: [String] })
  readonly token_endpoint_auth_methods_supported: readonly string[];

  /** The same, for ending a token. */
  @ApiProperty({ type: [String] })
  readonly revocation_endpoint_auth_methods_supported: readonly string[];

  /** The same, for asking about one: only with a secret. */
  @ApiProperty({ type: [String] })
  readonly introspection_endpoint_auth_methods_supported: readonly string[];

  /** How code challenges are made (RFC 7636); never `plain`. */
  @ApiProperty({ type: [String] })
  readonly code_challenge_methods_supported: readonly string[];

  /** Answers of the authorization endpoint say who gives them (RFC 9207). */
  @ApiProperty()
  readonly authorization_response_iss_parameter_supported: boolean;

  /** Languages of its pages (RFC 5646). */
  @ApiProperty({ type: [String] })
  readonly ui_locales_supported: readonly string[];

  /** For people. */
  @ApiProperty({ format: 'uri' })
  readonly service_documentation: string;

  static of(urls: ApiUrls): AuthorizationServerResponse {
    return {
      issuer: issuerUrl(urls),
      authorization_endpoint: authorizeUrl(urls),
      token_endpoint: urls.token(),
      revocation_endpoint: revocationUrl(urls),
      introspection_endpoint: introspectionUrl(urls),
      userinfo_endpoint: userInfoUrl(urls),
      jwks_uri: jwksUrl(urls),
      scopes_supported: SCOPES,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: GRANTS,
      token_endpoint_auth_methods_supported: [...WITH_SECRET, 'none'],
      revocation_endpoint_auth_methods_supported: [...WITH_SECRET, 'none'],
      introspection_endpoint_auth_methods_supported: WITH_SECRET,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      ui_locales_supported: LANGUAGES,
      service_documentation: urls.docs(),
    };
  }
}
