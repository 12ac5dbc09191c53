import { Controller, Delete, Get, Param, Patch, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ETAG, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches, Removes, SetsValue } from '../../common/hypermedia/writes.js';
import { PreferencesResponse } from './dto/preferences.response.js';
import { answerPreference, tagPreference } from './preference-answer.js';
import {
  checkPreferenceKey,
  PREFERENCE_SCHEMA,
  PreferenceBody,
  readPreferenceChanges,
  readPreferenceValue,
} from './preference-input.js';
import { preferencesLinks } from './preferences.links.js';
import { PreferencesService } from './preferences.service.js';

const Username = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for yourself.',
  example: 'me',
});
const Key = ApiParam({
  name: 'preference_key',
  description: '1 to 64 of a–z, 0–9 and `_.-`, the first a letter or digit; not `url` or `links`.',
  example: 'pref-lang',
});
const FOR_WHOM = 'Your own, and for global staff anybody’s; for others they do not exist (404).';

/** What people prefer: all of it, and key by key. */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1/preferences')
export class PreferencesController {
  constructor(
    private readonly preferences: PreferencesService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':username')
  @Access('accounts.view_preferences')
  @ReturnsResource(PreferencesResponse, preferencesLinks)
  @Username
  @ApiOperation({
    operationId: 'preferences_list',
    summary: 'Read all preferences of an account',
    description: `Key → value, flat, beside \`url\` and \`links\`. ${FOR_WHOM}`,
  })
  async list(
    @Param('username') username: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<PreferencesResponse>> {
    return PreferencesResponse.from(await this.preferences.all(principal, username));
  }

  @Patch(':username')
  @Access('accounts.edit_preferences')
  @Patches(PreferencesResponse, preferencesLinks)
  @Username
  @ApiBody({
    schema: {
      type: 'object',
      additionalProperties: { anyOf: [...PREFERENCE_SCHEMA.anyOf, { type: 'null' }] },
      example: { 'pref-lang': 'es-419', theme: null },
    },
  })
  @ApiOperation({
    operationId: 'preferences_update',
    summary: 'Set and remove preferences',
    description: `What is sent is set, null removes, the rest stays; all of it or nothing. An account may have 200, each a text of at most 4096 bytes, a number, true or false. ${FOR_WHOM}`,
  })
  async update(
    @Param('username') username: string,
    @PreferenceBody() body: unknown,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<PreferencesResponse>> {
    const changes = readPreferenceChanges(body);
    return PreferencesResponse.from(await this.preferences.change(principal, username, changes, preconditions));
  }

  @Get(':username/:preference_key')
  @Access('accounts.view_preferences')
  @Username
  @Key
  @ApiResponse({
    status: 200,
    description: 'The value alone, as JSON.',
    headers: ETAG,
    content: { 'application/json': { schema: PREFERENCE_SCHEMA, example: 'es-419' } },
  })
  @ApiResponse({ status: 304, description: 'What the client has is current.' })
  @ApiOperation({
    operationId: 'preferences_retrieve',
    summary: 'Read one preference',
    description: `One JSON value: a text, a number, true or false. ${FOR_WHOM}`,
  })
  async retrieve(
    @Param('username') username: string,
    @Param('preference_key') key: string,
    @Caller() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const preference = await this.preferences.one(principal, username, checkPreferenceKey(key));
    return answerPreference(preference, request, reply, this.urls);
  }

  @Put(':username/:preference_key')
  @Access('accounts.edit_preferences')
  @SetsValue()
  @Username
  @Key
  @ApiBody({ schema: { ...PREFERENCE_SCHEMA, example: 'es-419' } })
  @ApiOperation({
    operationId: 'preferences_replace',
    summary: 'Set one preference',
    description: `The body is one JSON value, for a text with its quotes. ${FOR_WHOM}`,
  })
  async set(
    @Param('username') username: string,
    @Param('preference_key') key: string,
    @PreferenceBody() body: unknown,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const value = readPreferenceValue(checkPreferenceKey(key), body);
    await this.preferences.set(principal, username, [key, value], preconditions);
    tagPreference(value, request, reply);
  }

  @Delete(':username/:preference_key')
  @Access('accounts.edit_preferences')
  @Removes('The preference is gone.')
  @Username
  @Key
  @ApiOperation({ operationId: 'preferences_delete', summary: 'Remove one preference', description: FOR_WHOM })
  async remove(
    @Param('username') username: string,
    @Param('preference_key') key: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.preferences.remove(principal, username, checkPreferenceKey(key), preconditions);
  }
}
