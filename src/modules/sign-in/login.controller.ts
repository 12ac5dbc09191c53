import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtension,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audited } from '../../common/audit/audit.interceptor.js';
import { Access } from '../../common/auth/access.js';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { SIGN_OUT } from '../../common/auth/csrf.guard.js';
import { Consumes, Produces } from '../../common/http/consumes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { NextQuery } from './dto/next.query.js';
import { SignInDto } from './dto/sign-in.dto.js';
import { SignedInResponse } from './dto/signed-in.response.js';
import { SIGNS_IN_OR_OUT } from './external/jwt-cookie.strategy.js';
import { Login } from './login.js';

const PAGE = { 'text/html': { schema: { type: 'string' } } };

/** Signing in with a browser, and out (SPEC section 2 "fixed paths"). */
@ApiTags('Signing in')
@ApiExtraModels(SignedInResponse)
@ApiExtension('x-support-level', 'provisional')
@Controller()
export class LoginController {
  constructor(private readonly login: Login) {}

  @Get('login')
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig(SIGNS_IN_OR_OUT)
  @Produces('text/html')
  @ApiResponse({ status: 200, description: 'The form.', content: PAGE })
  @ApiResponse({ status: 303, description: 'Signed in already: to where one was going.' })
  @ApiOperation({
    operationId: 'login_page_retrieve',
    summary: 'Show the sign-in form',
    description: 'A page for people. What it sends is `POST /login`.',
  })
  show(
    @Query() { next }: NextQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    return this.login.show({ request, reply }, next);
  }

  @Post('login')
  @EmbeddedProvider()
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig(SIGNS_IN_OR_OUT)
  @HttpCode(HttpStatus.OK)
  @Consumes('application/json', 'application/x-www-form-urlencoded')
  @Produces('application/json', 'text/html')
  @ApiBody({ type: SignInDto })
  @ApiResponse({
    status: 200,
    description: 'Signed in; for a program.',
    content: { 'application/json': { schema: { $ref: getSchemaPath(SignedInResponse) } } },
  })
  @ApiResponse({ status: 303, description: 'Signed in; after a form, to where it was going.' })
  @AlsoAnswers('sign_in_failed', 'csrf_failed')
  @ApiOperation({
    operationId: 'session_begin',
    summary: 'Sign in',
    description:
      'Begins a session and sets the cookies `courseware_sessionid` and `courseware_csrftoken`; a session that the browser had before ends. A form is answered with a page and needs a CSRF token; JSON needs none unless a session is there already. A wrong password, an unknown name and a disabled account are the same 401. Repeated failures for one account from one address are answered 429, each time for longer.',
  })
  async signIn(
    @Body() body: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInResponse | string | undefined> {
    return this.login.signIn({ request, reply }, body);
  }

  // At an LMS's word it signs out at once (operations.md A6.6).
  @Get('logout')
  @Audited('written')
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig(SIGNS_IN_OR_OUT)
  @Produces('text/html')
  @ApiResponse({ status: 200, description: 'The question, or that nobody is signed in.', content: PAGE })
  @ApiResponse({ status: 303, description: 'Where people sign in at an LMS: signed out here, and on to the LMS.' })
  @ApiOperation({
    operationId: 'logout_page_retrieve',
    summary: 'Ask whether to sign out',
    description: 'A page for people. What it sends is `POST /logout`.',
  })
  async askToLeave(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return this.login.askToLeave({ request, reply });
  }

  @Post('logout')
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig({ ...SIGN_OUT, ...SIGNS_IN_OR_OUT })
  @Consumes('application/json', 'application/x-www-form-urlencoded')
  @Produces('application/json', 'text/html')
  @ApiResponse({ status: 204, description: 'Signed out; for a program.' })
  @ApiResponse({ status: 303, description: 'Signed out; after a form.' })
  @AlsoAnswers('csrf_failed', 'unsupported_media_type')
  @ApiOperation({
    operationId: 'session_end',
    summary: 'Sign out',
    description:
      'Ends the session of this browser, if it has one, and clears its cookies. Needs a CSRF token while there is a session.',
  })
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return this.login.signOut({ request, reply });
  }
}
