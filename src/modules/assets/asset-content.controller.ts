import { Controller, Get, Head, Param, Req, Res } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { ProblemResponse } from '../../common/errors/problem.response.js';
import { Produces } from '../../common/http/consumes.js';
import { AssetKeyPipe } from '../../common/http/key.pipes.js';
import { AssetKey } from '../../common/opaque-keys/index.js';
import { AssetsService } from './assets.service.js';
import { AssetDelivery } from './delivery/asset-delivery.service.js';

/**
 * The asset's key is the address of its bytes, at the root, as Open edX serves it. The expression leaves every other path of
 * one segment alone; the router decodes the segment first, so raw and percent-encoded keys are one (SPEC I-3).
 */
const ASSET_AT_ROOT = ':asset_key(^asset-v1:.+$)';

const BINARY = { '*/*': { schema: { type: 'string', format: 'binary' } } } as const;

/** The bytes of assets (SPEC A-3). */
@ApiTags('Assets')
@ApiExtension('x-support-level', 'provisional')
@Controller()
export class AssetContentController {
  constructor(
    private readonly assets: AssetsService,
    private readonly delivery: AssetDelivery,
  ) {}

  // Before the GET: Fastify's own HEAD would read the whole file to count it.
  @Head(ASSET_AT_ROOT)
  @Access('courses.view_files', { restrictedApplications: true })
  @Produces('*/*')
  @ApiExcludeEndpoint()
  async head(
    @Param('asset_key', AssetKeyPipe) key: AssetKey,
    @Caller() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.delivery.send(await this.assets.get(key, principal), request, reply);
  }

  @Get(ASSET_AT_ROOT)
  @Access('courses.view_files', { restrictedApplications: true })
  @Produces('*/*')
  @ApiParam({ name: 'asset_key', example: 'asset-v1:Courseware+Tides101+2026+type@asset+block@tide_chart.png' })
  @ApiOperation({
    operationId: 'asset_content_retrieve',
    summary: 'Download an asset',
    description:
      'The bytes, with a strong `ETag`, conditional requests and byte ranges. Pictures, sound, video and plain text are shown by browsers, everything else is saved; nothing of it can act as this site. A locked file needs enrollment or a course role, and is 404 without.',
  })
  // Two unlock keys at once.
  @AlsoAnswers('invalid_input')
  @ApiResponse({ status: 200, description: 'The whole file.', content: BINARY })
  @ApiResponse({
    status: 206,
    description: 'The part, or as `multipart/byteranges` the parts, that `Range` asks for.',
    content: BINARY,
  })
  @ApiResponse({ status: 304, description: 'What the client has is current.' })
  @ApiResponse({ status: 416, description: 'No part that `Range` asks for exists.', type: ProblemResponse })
  @ApiHeader({
    name: 'Range',
    required: false,
    description: 'RFC 9110 14.2, in bytes; at most 32 ranges.',
    example: 'bytes=0-1023',
  })
  async read(
    @Param('asset_key', AssetKeyPipe) key: AssetKey,
    @Caller() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.delivery.send(await this.assets.get(key, principal), request, reply);
  }
}
