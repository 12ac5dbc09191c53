import { Controller, Delete, Get, Param, Put, Query, Req } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { Consumes } from '../../../common/http/consumes.js';
import { IfMatch, Preconditions } from '../../../common/http/preconditions.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Removes, Replaces } from '../../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../../common/openapi/also-answers.js';
import { AccountsService } from '../accounts.service.js';
import { ProfileImageResponse } from '../dto/profile-image.response.js';
import { profileImageLinks } from './profile-image.links.js';
import { ProfileImages } from './profile-images.service.js';
import { IMAGE_UPLOAD_TYPES, imageForm, readUpload } from './read-upload.js';

const Username = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for your own account.',
  example: 'me',
});

/** People's pictures. */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/user/v1/accounts/:username/profile_image')
export class ProfileImagesController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly images: ProfileImages,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('accounts.view_account', { restrictedApplications: true })
  @ReturnsResource(ProfileImageResponse, profileImageLinks)
  @Username
  @ApiOperation({
    operationId: 'profile_image_retrieve',
    summary: 'Read where the picture of a person is',
    description:
      'For everybody who is signed in, whatever the privacy of the account; minors have none. The bytes are at the addresses that this names, for everybody who knows those.',
  })
  async retrieve(
    @Param('username') username: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<ProfileImageResponse>> {
    return ProfileImageResponse.from(await this.accounts.visibleTo(principal, username), this.urls);
  }

  @Put()
  @Access('accounts.edit_account')
  @Consumes(...IMAGE_UPLOAD_TYPES)
  @Replaces(ProfileImageResponse, profileImageLinks, { creates: false })
  @AlsoAnswers('conflict')
  @Username
  @ApiBody({ schema: imageForm })
  @ApiOperation({
    operationId: 'profile_image_replace',
    summary: 'Send a picture of a person',
    description:
      'JPEG, PNG, GIF or WebP of at most 1 MB and 4096 × 4096 pixels, as `file` of a form or as the whole body. It is drawn anew: square, upright, the first frame alone, and without what the camera wrote into it, such as the place. Your own, and for global staff anybody’s. Of a minor, and of who has not said when they were born, none is kept: 409.',
  })
  async replace(
    @Param('username') username: string,
    @Req() request: FastifyRequest,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<ProfileImageResponse>> {
    const changed = await this.images.replace(principal, username, () => readUpload(request), preconditions);
    return ProfileImageResponse.from(changed, this.urls);
  }

  @Delete()
  @Access('accounts.edit_account')
  @Removes('There is no picture any more.')
  @Username
  @ApiOperation({
    operationId: 'profile_image_delete',
    summary: 'Take the picture of a person away',
    description: 'Your own, and for global staff anybody’s. Where there is none, that is fine too.',
  })
  async remove(
    @Param('username') username: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.images.remove(principal, username, preconditions);
  }
}
