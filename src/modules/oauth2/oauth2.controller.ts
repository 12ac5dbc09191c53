import { applyDecorators, Controller, Header, HttpCode, HttpStatus, Post, Req, UseFilters } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiExtension, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Audited } from '../../common/audit/audit.interceptor.js';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access, CLIENT_AUTHENTICATED } from '../../common/auth/access.js';
import { Consumes } from '../../common/http/consumes.js';
import { ClientAuthentication } from './client-authentication.js';
import { IntrospectionResponse } from './dto/introspection.response.js';
import { OauthErrorResponse } from './dto/oauth-error.response.js';
import { TokenReferenceDto } from './dto/token-reference.dto.js';
import { TokenRequestDto } from './dto/token-request.dto.js';
import { TokenResponse } from './dto/token.response.js';
import { OauthErrorFilter } from './oauth-error.filter.js';
import { TokenControl } from './token-control.js';
import { TokenEndpoint } from './token-endpoint.js';

/** For programs: OAuth2's forms and errors, never kept by caches (RFC 6749 5.1). */
const OfClients = (): MethodDecorator =>
  applyDecorators(
    RouteConfig(CLIENT_AUTHENTICATED),
    UseFilters(OauthErrorFilter),
    HttpCode(HttpStatus.OK),
    Header('Cache-Control', 'no-store'),
    Header('Pragma', 'no-cache'),
    Consumes('application/x-www-form-urlencoded'),
    ApiResponse({ status: 400, type: OauthErrorResponse, description: 'The request is wrong (RFC 6749 5.2).' }),
    ApiResponse({
      status: 401,
      type: OauthErrorResponse,
      description: 'The client is not known, or its secret is wrong.',
    }),
  );

/** The embedded OAuth2 provider. It speaks OAuth2's own formats, not this API's (ADR 0007). */
@ApiTags('OAuth2')
@ApiExtension('x-support-level', 'provisional')
@Controller()
export class Oauth2Controller {
  constructor(
    private readonly endpoint: TokenEndpoint,
    private readonly clients: ClientAuthentication,
    private readonly control: TokenControl,
  ) {}

  @Post('oauth2/access_token')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @OfClients()
  @ApiBody({ type: TokenRequestDto })
  @ApiOkResponse({ type: TokenResponse, description: 'The token.' })
  @ApiOperation({
    operationId: 'oauth2_token_create',
    summary: 'Get an access token',
    description:
      'For a code (RFC 6749 4.1.3), for a refresh token (6), or for client credentials (4.4), when the client acts as the account that it belongs to. The client authenticates in the body or by HTTP Basic; a public one names itself and proves by its code verifier. ' +
      'The token is a JWT whether or not `token_type=jwt` asks for one; that only decides how the answer names its type. Errors have the form of RFC 6749 5.2.',
  })
  async token(@Req() request: FastifyRequest): Promise<TokenResponse> {
    return this.endpoint.grant(request);
  }

  @Post('oauth2/revoke_token')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @OfClients()
  @ApiBody({ type: TokenReferenceDto })
  @ApiOkResponse({ description: 'The token does not count any more, or never did. Without a body.' })
  @ApiOperation({
    operationId: 'oauth2_token_revoke',
    summary: 'End a token',
    description:
      'RFC 7009. A refresh token ends together with everything that came of the same consent; an access token by itself. A public client sends its `client_id` alone.',
  })
  async revoke(@Req() request: FastifyRequest): Promise<void> {
    await this.control.revoke(await this.clients.read(request));
  }

  @Post('oauth2/introspect')
  @Audited('none')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @OfClients()
  @ApiBody({ type: TokenReferenceDto })
  @ApiOkResponse({ type: IntrospectionResponse, description: 'What is known of the token.' })
  @ApiOperation({
    operationId: 'oauth2_token_introspect',
    summary: 'Ask about a token',
    description:
      'RFC 7662, for confidential clients. Refresh tokens are shown to their own client, access tokens of others to unrestricted clients only; of every other one the answer is `{"active": false}`.',
  })
  async introspect(@Req() request: FastifyRequest): Promise<IntrospectionResponse> {
    return this.control.introspect(await this.clients.read(request));
  }
}
