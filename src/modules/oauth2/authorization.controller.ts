import { applyDecorators, Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audited } from '../../common/audit/audit.interceptor.js';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { Consumes, Produces } from '../../common/http/consumes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { AuthorizationEndpoint } from './authorization-endpoint.js';
import type { AuthorizationQuery } from './authorization-request.js';
import { AuthorizationPresenter } from './authorization.presenter.js';
import { ALLOW, DECISION } from './consent-page.js';
import { DecisionDto } from './dto/decision.dto.js';

const parameter = (name: string, description: string, schema: object, required = false): MethodDecorator =>
  ApiQuery({ name, description, required, schema: { type: 'string', ...schema } });

/** The parameters of RFC 6749 4.1.1 and RFC 7636 4.3. Others are ignored (RFC 6749 3.1). */
const AuthorizationParameters = (): MethodDecorator =>
  applyDecorators(
    parameter('client_id', 'The client that asks.', { example: 'demo-swagger' }, true),
    parameter('redirect_uri', 'One of the client’s, the very same string.', { format: 'uri' }, true),
    parameter('response_type', '`code`; there is no other.', { example: 'code' }),
    parameter('scope', 'What is wanted, separated by spaces; all that the client may have when absent.', {
      example: 'read profile email',
    }),
    parameter('state', 'Comes back as it was sent.', {}),
    parameter('code_challenge', 'base64url of the SHA-256 of the code verifier.', {
      example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    }),
    parameter('code_challenge_method', '`S256`; `plain` is refused.', { example: 'S256' }),
    parameter(
      'prompt',
      '`none`: no page is shown, and the answer may be `login_required` or `consent_required`; `consent`: one is shown in any case.',
      {},
    ),
    ApiResponse({
      status: HttpStatus.OK,
      description: 'A page that asks whether the application may act for the person.',
      content: { 'text/html': { schema: { type: 'string' } } },
    }),
  );

const ANSWER =
  'To `redirect_uri`, with `code` or `error`, `state`, and `iss` (RFC 9207); or to `/login` when nobody is signed in.';
const LOCATION = { Location: { description: ANSWER, schema: { type: 'string', format: 'uri' } } } as const;

/** Where a browser brings a person who is to allow an application something (RFC 6749 3.1). For people: pages, no JSON. */
@ApiTags('OAuth2')
@ApiExtension('x-support-level', 'provisional')
@Controller('oauth2/authorize')
export class AuthorizationController {
  constructor(
    private readonly endpoint: AuthorizationEndpoint,
    private readonly presenter: AuthorizationPresenter,
  ) {}

  // It gives a code at once to who has been allowed as much before.
  @Get()
  @Audited('written')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @Produces('text/html')
  @ApiProduces('text/html')
  @AuthorizationParameters()
  @AlsoAnswers('unknown_application')
  @ApiResponse({ status: HttpStatus.FOUND, description: ANSWER, headers: LOCATION })
  @ApiOperation({
    operationId: 'oauth2_authorization_retrieve',
    summary: 'Ask a person to allow an application something',
    description:
      'Authorization code grant with PKCE (RFC 6749 4.1, RFC 7636). Opened in the person’s browser. A person who has allowed as much before is not asked again. While it is not certain that an answer would reach the client, the answer is a page (400).',
  })
  async ask(
    @Caller() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return this.presenter.send(
      await this.endpoint.begin(request.query as AuthorizationQuery, principal),
      request,
      reply,
    );
  }

  @Post()
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @Produces('text/html')
  @Consumes('application/x-www-form-urlencoded')
  @ApiProduces('text/html')
  @AuthorizationParameters()
  @AlsoAnswers('unknown_application', 'csrf_failed')
  @ApiBody({ type: DecisionDto })
  @ApiResponse({ status: HttpStatus.SEE_OTHER, description: ANSWER, headers: LOCATION })
  @ApiOperation({
    operationId: 'oauth2_authorization_create',
    summary: 'Allow an application something, or not',
    description: 'What the page of the same address sends. The query is the request that the person was asked about.',
  })
  async decide(
    @Caller() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { [DECISION]: decision } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const outcome = await this.endpoint.decide(request.query as AuthorizationQuery, principal, decision === ALLOW);
    return this.presenter.send(outcome, request, reply);
  }
}
