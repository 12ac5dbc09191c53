import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EmbeddedProvider } from '../../common/auth/embedded-provider.js';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Removes } from '../../common/hypermedia/writes.js';
import { Page } from '../../common/pagination/page.js';
import { AuthorizationIdPipe } from './authorization-id.pipe.js';
import { authorizationLinks } from './authorizations.links.js';
import { AuthorizationsService } from './authorizations.service.js';
import { AuthorizationResponse } from './dto/authorization.response.js';
import { ListAuthorizationsQuery } from './dto/list-authorizations.query.js';

/** What people have allowed applications. They are made on the consent page, by nobody else. */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1/authorizations')
export class AuthorizationsController {
  constructor(
    private readonly authorizations: AuthorizationsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @EmbeddedProvider()
  @Access('accounts.view_authorizations')
  @ReturnsPage(AuthorizationResponse, authorizationLinks)
  @ApiOperation({
    operationId: 'authorizations_list',
    summary: 'List what applications may do',
    description: 'What you have allowed applications, the newest first; global staff see everybody’s.',
  })
  async list(
    @Query() query: ListAuthorizationsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<AuthorizationResponse>>> {
    return (await this.authorizations.page(principal, query)).map((one) => AuthorizationResponse.from(one, this.urls));
  }

  @Get(':id')
  @EmbeddedProvider()
  @Access('accounts.view_authorizations')
  @ReturnsResource(AuthorizationResponse, authorizationLinks)
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'authorizations_retrieve',
    summary: 'Read what an application may do',
    description: 'For the person who has allowed it, and for global staff; for others it does not exist (404).',
  })
  async retrieve(
    @Param('id', AuthorizationIdPipe) id: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<AuthorizationResponse>> {
    return AuthorizationResponse.from(await this.authorizations.get(principal, id), this.urls);
  }

  @Delete(':id')
  @EmbeddedProvider()
  @Access('accounts.revoke_authorizations')
  @Removes('The application may do nothing any more: every token that came of it has ended.')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'authorizations_destroy',
    summary: 'Take back what an application may do',
    description: 'Its tokens end at once, and it has to ask again.',
  })
  async destroy(
    @Param('id', AuthorizationIdPipe) id: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.authorizations.revoke(principal, id, preconditions);
  }
}
