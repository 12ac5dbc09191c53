import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../common/auth/access.js';
import { Produces } from '../../../common/http/consumes.js';
import { ifNoneMatch } from '../../../common/http/etag.js';
import { IMAGE_SIZES, type ImageSize, NO_IMAGE } from './image-sizes.js';
import { ProfileImages } from './profile-images.service.js';

const SIZES = Object.values(IMAGE_SIZES).join('|');
/** The expression leaves every other address below to the router's 404. */
const FILE = `:digest(^(?:[0-9a-f]{32}|${NO_IMAGE}))_:size(^(?:${SIZES})).jpg`;

/** One picture is always the same under its address; that of nobody may be drawn differently by another release. */
const LASTING = 'public, max-age=31536000, immutable';
const A_DAY = 'public, max-age=86400';

/** The bytes of people's pictures. They are drawn by this service, and never what somebody sent. */
@ApiTags('Accounts')
@ApiExtension('x-support-level', 'provisional')
@Controller('profile-images')
export class ProfileImageContentController {
  constructor(private readonly images: ProfileImages) {}

  @Get(FILE)
  @Access('accounts.view_profile_image', { restrictedApplications: true })
  @Produces('image/jpeg')
  @ApiParam({ name: 'digest', description: 'Names the picture; accounts tell it.', example: NO_IMAGE })
  @ApiParam({ name: 'size', description: 'Edge of the square, in pixels.', enum: SIZES.split('|'), example: '120' })
  @ApiOperation({
    operationId: 'profile_image_content_retrieve',
    summary: 'Download a picture of a person',
    description: 'JPEG, to be kept for ever: another picture has another address. Gone when the picture or the account is.',
  })
  @ApiResponse({
    status: 200,
    description: 'The picture.',
    content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiResponse({ status: 304, description: 'What the client has is current.' })
  async read(
    @Param('digest') digest: string,
    @Param('size') size: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = await this.images.bytes(digest, Number(size) as ImageSize);
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
