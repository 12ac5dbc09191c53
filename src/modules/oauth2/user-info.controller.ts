import { applyDecorators, Controller, Get, Header, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../common/audit/audit.interceptor.js';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access, Caller } from '../../common/auth/access.js';
import { CSRF_EXEMPT } from '../../common/auth/csrf.guard.js';
import { Principal } from '../../common/auth/principal.js';
import { Consumes } from '../../common/http/consumes.js';
import { UserInfoResponse } from './dto/user-info.response.js';
import { UserInfo } from './user-info.js';

const Answers = (operationId: string, summary: string): MethodDecorator =>
  applyDecorators(
    Access('accounts.view_user_info', { restrictedApplications: true }),
    HttpCode(HttpStatus.OK),
    Header('Cache-Control', 'no-store'),
    ApiOkResponse({ type: UserInfoResponse, description: 'Who the caller is, as far as the scopes of the token go.' }),
    ApiOperation({
      operationId,
      summary,
      description:
        'For the person whom the token is for: the username, with the scope `email` the address, with `profile` the name and what the account is.',
    }),
  );

/** Who somebody is, for the application that acts for them; where clients of Open edX ask. */
@ApiTags('OAuth2')
@ApiExtension('x-support-level', 'provisional')
@Controller('oauth2/user_info')
export class UserInfoController {
  constructor(private readonly users: UserInfo) {}

  @Get()
  @EmbeddedProvider()
  @Answers('oauth2_user_info_retrieve', 'Read who the caller is')
  async retrieve(@Caller() principal: Principal): Promise<UserInfoResponse> {
    return this.users.of(principal);
  }

  // OpenID Connect Core 5.3.1 demands it; it changes nothing.
  @Post()
  @RouteConfig(CSRF_EXEMPT)
  @Audited('none')
  @EmbeddedProvider()
  @Consumes('application/x-www-form-urlencoded', 'application/json')
  @Answers('oauth2_user_info_create', 'Read who the caller is, by POST')
  async post(@Caller() principal: Principal): Promise<UserInfoResponse> {
    return this.users.of(principal);
  }
}
