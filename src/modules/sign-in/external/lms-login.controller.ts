import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audited } from '../../../common/audit/audit.interceptor.js';
import { Access } from '../../../common/auth/access.js';
import { Produces } from '../../../common/http/consumes.js';
import { NextQuery } from '../dto/next.query.js';
import { SIGNS_IN_OR_OUT } from './jwt-cookie.strategy.js';
import { LmsLogin } from './lms-login.js';
import { CALLBACK_PATH } from './login-states.js';

/** Where a browser leaves for the LMS to sign in, and comes back (operations.md A6.1, A6.2). For people: redirects, no API. */
@ApiExcludeController()
@Controller()
export class LmsLoginController {
  constructor(private readonly login: LmsLogin) {}

  @Get('login/edx-oauth2')
  @Audited('written')
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig(SIGNS_IN_OR_OUT)
  @Produces('text/html')
  async begin(
    @Query() { next }: NextQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<undefined> {
    return this.login.begin({ request, reply }, next);
  }

  @Get(CALLBACK_PATH)
  @Audited()
  @Access('service.sign_in', { restrictedApplications: true })
  @RouteConfig(SIGNS_IN_OR_OUT)
  @Produces('text/html')
  async complete(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<undefined> {
    return this.login.complete({ request, reply });
  }
}
