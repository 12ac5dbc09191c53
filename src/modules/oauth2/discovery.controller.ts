import { applyDecorators, Controller, Get, Header } from '@nestjs/common';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access } from '../../common/auth/access.js';
import { AppConfig } from '../../common/config/app-config.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { AuthorizationServerResponse } from './dto/authorization-server.response.js';
import { JwkSetResponse } from './dto/jwk-set.response.js';
import { ProtectedResourceResponse } from './dto/protected-resource.response.js';
import { SigningKeys } from './signing-keys.js';

const METADATA_SECONDS = 3600;
/** A new key is published ten minutes before it signs, unless configured otherwise; copies must not live longer. */
const KEYS_SECONDS = 300;

/** Open to everybody, and cached by whoever likes. */
const Published = (seconds: number): MethodDecorator =>
  applyDecorators(
    Access('service.sign_in', { restrictedApplications: true }),
    Header('Cache-Control', `public, max-age=${seconds}`),
  );

/** What other services and clients find out by themselves. */
@ApiTags('OAuth2')
@ApiExtension('x-support-level', 'provisional')
@Controller()
export class DiscoveryController {
  constructor(
    private readonly keys: SigningKeys,
    private readonly urls: ApiUrls,
    private readonly config: AppConfig,
  ) {}

  @Get('oauth2/jwks')
  @EmbeddedProvider()
  @Published(KEYS_SECONDS)
  @ApiOkResponse({ type: JwkSetResponse, description: 'The public keys.' })
  @ApiOperation({
    operationId: 'oauth2_jwks_retrieve',
    summary: 'Read the public keys',
    description:
      'JWK set (RFC 7517) with which other services verify the tokens of this one. A new key stands here a while before it signs. A key that is new to you may be missing from a cached copy.',
  })
  async jwks(): Promise<JwkSetResponse> {
    return JwkSetResponse.from(await this.keys.publicJwks());
  }

  @Get('.well-known/jwks.json')
  @EmbeddedProvider()
  @Published(KEYS_SECONDS)
  @ApiOkResponse({ type: JwkSetResponse, description: 'The public keys.' })
  @ApiOperation({
    operationId: 'oauth2_well_known_jwks_retrieve',
    summary: 'Read the public keys where others look for them',
    description: 'The same as `/oauth2/jwks`.',
  })
  async wellKnownJwks(): Promise<JwkSetResponse> {
    return this.jwks();
  }

  // The second form is where RFC 8414 3.1 puts it for an issuer with a path; the first is where most people look.
  @Get(['.well-known/oauth-authorization-server', '.well-known/oauth-authorization-server/oauth2'])
  @EmbeddedProvider()
  @Published(METADATA_SECONDS)
  @ApiOkResponse({ type: AuthorizationServerResponse, description: 'The metadata.' })
  @ApiOperation({
    operationId: 'oauth2_metadata_retrieve',
    summary: 'Discover the OAuth2 provider',
    description: 'Authorization server metadata (RFC 8414): where its endpoints are and what they can do.',
  })
  metadata(): AuthorizationServerResponse {
    return AuthorizationServerResponse.of(this.urls);
  }

  // The second is where OpenID Connect Discovery 4 puts it for an issuer with a path.
  @Get(['.well-known/openid-configuration', 'oauth2/.well-known/openid-configuration'])
  @EmbeddedProvider()
  @Published(METADATA_SECONDS)
  @ApiOkResponse({ type: AuthorizationServerResponse, description: 'The metadata.' })
  @ApiOperation({
    operationId: 'oauth2_openid_configuration_retrieve',
    summary: 'Discover the OAuth2 provider where OpenID clients look',
    description:
      'The same as `/.well-known/oauth-authorization-server`. No ID tokens are given: who somebody is tells `/oauth2/user_info`.',
  })
  openidConfiguration(): AuthorizationServerResponse {
    return this.metadata();
  }

  @Get('.well-known/oauth-protected-resource')
  @Published(METADATA_SECONDS)
  @ApiOkResponse({ type: ProtectedResourceResponse, description: 'The metadata.' })
  @ApiOperation({
    operationId: 'oauth2_protected_resource_retrieve',
    summary: 'Discover what this API takes',
    description: 'Protected resource metadata (RFC 9728): whose tokens count here, and with which scopes.',
  })
  protectedResource(): ProtectedResourceResponse {
    return ProtectedResourceResponse.of(this.urls, this.config.lms);
  }
}
