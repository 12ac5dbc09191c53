import { Controller, Get, Header, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import {
  ApiExtension,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access } from '../../common/auth/access.js';
import { CSRF_EXEMPT } from '../../common/auth/csrf.guard.js';
import { Consumes } from '../../common/http/consumes.js';
import { ProblemResponse } from '../../common/errors/problem.response.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { BrowserTokens } from './browser-tokens.js';
import { CsrfTokenResponse } from './dto/csrf-token.response.js';
import { LoginRefreshResponse } from './dto/login-refresh.response.js';

/** What front ends of Open edX ask of a service that people sign in at. */
@ApiTags('Signing in')
@ApiExtension('x-support-level', 'provisional')
@ApiExtraModels(ProblemResponse)
@Controller()
export class BrowserTokensController {
  constructor(private readonly tokens: BrowserTokens) {}

  @Get('csrf/api/v1/token')
  @Access('service.sign_in', { restrictedApplications: true })
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: CsrfTokenResponse, description: 'The token.' })
  @ApiOperation({
    operationId: 'csrf_token_retrieve',
    summary: 'Get a CSRF token',
    description:
      'For the header `X-CSRFToken` of requests that write and are known by a cookie, together with the cookie `courseware_csrftoken` that this sets. It belongs to the session: ask again after signing in or out.',
  })
  csrfToken(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): CsrfTokenResponse {
    return { csrfToken: this.tokens.csrfToken({ request, reply }) };
  }

  @Post('login_refresh')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig(CSRF_EXEMPT)
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @Consumes('application/json', 'application/x-www-form-urlencoded')
  @ApiOkResponse({ type: LoginRefreshResponse, description: 'The cookies are set.' })
  @ApiResponse({
    status: 401,
    description: 'There is no session: the text "Unauthorized", as an LMS says it.',
    schema: { anyOf: [{ type: 'string' }, { $ref: getSchemaPath(ProblemResponse) }] },
  })
  @AlsoAnswers('unsupported_media_type')
  @ApiOperation({
    operationId: 'login_refresh',
    summary: 'Refresh the JWT cookies',
    description:
      'With a session: sets `edx-jwt-cookie-header-payload`, which scripts can read, and `edx-jwt-cookie-signature`, which they cannot; joined by a dot they are an access token. Does nothing that another site could want, and needs no CSRF token.',
  })
  async refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoginRefreshResponse | string> {
    return (await this.tokens.refresh({ request, reply })) ?? unauthorized(reply);
  }
}

/** The answer that an LMS gives to whoever has no session: a JSON text. */
function unauthorized(reply: FastifyReply): string {
  void reply
    .status(HttpStatus.UNAUTHORIZED)
    .header('www-authenticate', 'Bearer realm="api", JWT realm="api"')
    .type('application/json; charset=utf-8');
  return '"Unauthorized"';
}
