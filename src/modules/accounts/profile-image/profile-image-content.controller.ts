import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../common/auth/access.js';
import { Produces } from '../../../common/http/consumes.js';
import { ifNoneMatch } from '../../../common/http/etag.js';
import { imageFileName, type ImageName, ImageNamePipe, NO_IMAGE } from './image-name.js';
import { ProfileImages } from './profile-images.service.js';

/** One picture is always the same under its address; that of nobody may be drawn differently by another release. */
const LASTING = 'public, max-age=31536000, immutable';
const A_DAY = 'public, max-age=86400';

/** The bytes of people's pictures. They are drawn by this service, and never what somebody sent. */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('profile-images')
export class ProfileImageContentController {
  constructor(private readonly images: ProfileImages) {}

  @Get(':file_name')
  @Access('accounts.view_profile_image', { restrictedApplications: true })
  @Produces('image/jpeg')
  @ApiParam({
    name: 'file_name',
    description: 'Digest and edge in pixels of the picture; accounts tell it.',
    example: imageFileName(NO_IMAGE, 120),
  })
  @ApiOperation({
    operationId: 'profile_image_content_retrieve',
    summary: 'Download a picture of a person',
    description:
      'JPEG, to be kept for ever: another picture has another address. Gone when the picture or the account is.',
  })
  @ApiResponse({
    status: 200,
    description: 'The picture.',
    content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiResponse({ status: 304, description: 'What the client has is current.' })
  async read(
    @Param('file_name', ImageNamePipe) { digest, size }: ImageName,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = await this.images.bytes(digest, size);
    const etag = `"${digest}_${size}"`;
    void reply.headers({
      etag,
      'cache-control': digest === NO_IMAGE ? A_DAY : LASTING,
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': 'inline; filename="profile-image.jpg"',
    });
    if (ifNoneMatch(request.headers['if-none-match'], etag)) await reply.status(304).send();
    else await reply.type('image/jpeg').send(bytes);
  }
}
