import { Controller, Delete, Get, HttpStatus, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ETAG, ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Removes } from '../../common/hypermedia/writes.js';
import type { Page } from '../../common/pagination/page.js';
import { SessionResponse } from './dto/session.response.js';
import { EndSessionsQuery, ListSessionsQuery } from './dto/sessions.query.js';
import { SessionIdPipe } from './session-id.pipe.js';
import { sessionLinks } from './sessions.links.js';
import { SessionsService } from './sessions.service.js';

/** Where somebody is signed in (operations.md C3.2). A session begins with POST /login. */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('accounts.view_sessions')
  @ReturnsPage(SessionResponse, sessionLinks)
  @ApiResponse({ status: HttpStatus.NOT_MODIFIED, description: 'What the client has is current.', headers: ETAG })
  @ApiOperation({
    operationId: 'sessions_list',
    summary: 'List sessions',
    description:
      'The browsers in which you are signed in; the one that was used last comes first. Global staff may name another account.',
  })
  async list(
    @Query() query: ListSessionsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<SessionResponse>>> {
    return (await this.sessions.page(principal, query)).map((session) => SessionResponse.from(session, this.urls));
  }

  @Delete()
  @Access('accounts.end_sessions')
  @Removes('They are ended.')
  @ApiOperation({
    operationId: 'sessions_delete_others',
    summary: 'Sign out everywhere else',
    description:
      'Ends all of your sessions but the one that this request is known by. Global staff may name another account, all of whose sessions end.',
  })
  async endOthers(
    @Query() { user }: EndSessionsQuery,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.sessions.endOthers(principal, user, preconditions);
  }

  @Get(':id')
  @Access('accounts.view_sessions')
  @ReturnsResource(SessionResponse, sessionLinks)
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'sessions_retrieve',
    summary: 'Read a session',
    description:
      'One of your own, or for global staff anybody’s; any other, and one that has ended, does not exist (404).',
  })
  async retrieve(
    @Param('id', SessionIdPipe) id: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<SessionResponse>> {
    return SessionResponse.from(await this.sessions.get(principal, id), this.urls);
  }

  @Delete(':id')
  @Access('accounts.end_sessions')
  @Removes('It is ended.')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    operationId: 'sessions_delete',
    summary: 'End a session',
    description:
      'Signs that browser out. One of your own, or for global staff anybody’s; any other does not exist (404).',
  })
  async end(
    @Param('id', SessionIdPipe) id: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.sessions.end(principal, id, preconditions);
  }
}
