import { OPEN_EDX } from '../../../common/openapi/of-open-edx.js';
import { Controller, Delete, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { Consumes } from '../../../common/http/consumes.js';
import { Preconditions } from '../../../common/http/preconditions.js';
import { AlsoAnswers } from '../../../common/openapi/also-answers.js';
import { Deprecated } from '../../../common/openapi/deprecation.js';
import { ProfileImages } from './profile-images.service.js';
import { IMAGE_UPLOAD_TYPES, imageForm, readUpload } from './read-upload.js';

const Username = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for your own account.',
  example: 'me',
});
const INSTEAD = { since: '2026-11-21', use: '/api/user/v1/accounts/{username}/profile_image/' };

/** People's pictures where the mobile apps of Open edX send them (clients.md 3.11), with the answers that they expect. */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@ApiExtension(OPEN_EDX, true)
@Controller('api/user/v1/accounts/:username/image')
export class ProfileImageAliasController {
  constructor(private readonly images: ProfileImages) {}

  @Post()
  @Access('accounts.edit_account')
  @Consumes(...IMAGE_UPLOAD_TYPES)
  @Deprecated(INSTEAD)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiResponse({ status: HttpStatus.NO_CONTENT, description: 'The picture is there.' })
  @AlsoAnswers('conflict')
  @Username
  @ApiBody({ schema: imageForm })
  @ApiOperation({
    operationId: 'account_image_create',
    summary: 'Send a picture, for Open edX clients',
    description: 'As PUT of `profile_image`, and 204 as the LMS answers.',
  })
  async create(
    @Param('username') username: string,
    @Req() request: FastifyRequest,
    @Caller() principal: Principal,
  ): Promise<void> {
    await this.images.replace(principal, username, () => readUpload(request), Preconditions.none);
  }

  @Delete()
  @Access('accounts.edit_account')
  @Deprecated(INSTEAD)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiResponse({ status: HttpStatus.NO_CONTENT, description: 'There is no picture any more.' })
  @Username
  @ApiOperation({
    operationId: 'account_image_delete',
    summary: 'Take a picture away, for Open edX clients',
    description: 'As DELETE of `profile_image`.',
  })
  async remove(@Param('username') username: string, @Caller() principal: Principal): Promise<void> {
    await this.images.remove(principal, username, Preconditions.none);
  }
}
