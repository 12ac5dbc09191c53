import { Controller, Get, Header, HttpCode, HttpStatus, Post, Req, UseFilters } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiExtension, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access, CLIENT_AUTHENTICATED } from '../../common/auth/access.js';
import { Consumes } from '../../common/http/consumes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { AuthorizationServerResponse } from './dto/authorization-server.response.js';
import { JwkSetResponse } from './dto/jwk-set.response.js';
import { OauthErrorResponse } from './dto/oauth-error.response.js';
import { TokenRequestDto } from './dto/token-request.dto.js';
import { TokenResponse } from './dto/token.response.js';
import { OauthErrorFilter } from './oauth-error.filter.js';
import { SigningKeys } from './signing-keys.js';
import { TokenEndpoint } from './token-endpoint.js';

/** Keys change by rotation, which keeps the old one for as long as its tokens live: an hour's cache does no harm. */
const FOR_AN_HOUR = 'public, max-age=3600';

/** The embedded OAuth2 provider. It speaks OAuth2's own formats, not this API's (ADR 0007). */
@ApiTags('OAuth2')
@ApiExtension('x-support-level', 'provisional')
@Controller()
export class Oauth2Controller {
  constructor(
    private readonly endpoint: TokenEndpoint,
    private readonly keys: SigningKeys,
    private readonly urls: ApiUrls,
  ) {}

  @Post('oauth2/access_token')
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig(CLIENT_AUTHENTICATED)
  @UseFilters(OauthErrorFilter)
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @Consumes('application/x-www-form-urlencoded')
  @ApiBody({ type: TokenRequestDto })
  @ApiOkResponse({ type: TokenResponse, description: 'The token.' })
  @ApiResponse({ status: 400, type: OauthErrorResponse, description: 'The request is wrong (RFC 6749 5.2).' })
  @ApiResponse({
    status: 401,
    type: OauthErrorResponse,
    description: 'The client is not known, or its secret is wrong.',
  })
  @ApiOperation({
    operationId: 'oauth2_token_create',
    summary: 'Get an access token',
    description:
      'Client credentials (RFC 6749 4.4); the client acts as the account that it belongs to. The client authenticates in the body or by HTTP Basic. ' +
      'The token is a JWT whether or not `token_type=jwt` asks for one; that only decides how the answer names its type. Errors have the form of RFC 6749 5.2.',
  })
  async token(@Req() request: FastifyRequest): Promise<TokenResponse> {
    return this.endpoint.grant(request);
  }

  @Get('oauth2/jwks')
  @Access('service.sign_in', { restrictedApplications: true })
  @Header('Cache-Control', FOR_AN_HOUR)
  @ApiOkResponse({ type: JwkSetResponse, description: 'The public keys.' })
  @ApiOperation({
    operationId: 'oauth2_jwks_retrieve',
    summary: 'Read the public keys',
    description:
      'JWK set (RFC 7517) with which other services verify the tokens of this one. A key that is new to you may be missing from a cached copy.',
  })
  async jwks(): Promise<JwkSetResponse> {
    return JwkSetResponse.from(await this.keys.publicJwks());
  }

  // The second form is where RFC 8414 3.1 puts it for an issuer with a path; the first is where most people look.
  @Get(['.well-known/oauth-authorization-server', '.well-known/oauth-authorization-server/oauth2'])
  @Access('service.sign_in', { restrictedApplications: true })
  @Header('Cache-Control', FOR_AN_HOUR)
  @ApiOkResponse({ type: AuthorizationServerResponse, description: 'The metadata.' })
  @ApiOperation({
    operationId: 'oauth2_metadata_retrieve',
    summary: 'Discover the OAuth2 provider',
    description: 'Authorization server metadata (RFC 8414): where its endpoints are and what they can do.',
  })
  metadata(): AuthorizationServerResponse {
    return AuthorizationServerResponse.of(this.urls);
  }
}
