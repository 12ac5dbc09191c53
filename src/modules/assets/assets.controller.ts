import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { AssetKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { AssetKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { assetLinks } from './assets.links.js';
import { AssetsService } from './assets.service.js';
import { AssetResponse } from './dto/asset.response.js';
import { ListAssetsQuery } from './dto/list-assets.query.js';

/** What is known of the files of a course; their bytes are at `content_url` (SPEC section 6). */
@ApiTags('Assets')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/asset/v1/assets')
export class AssetsController {
  constructor(
    private readonly assets: AssetsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.view_files', { restrictedApplications: true })
  @ReturnsPage(AssetResponse, assetLinks)
  @ApiOperation({
    operationId: 'assets_list',
    summary: 'List the assets of a course',
    description:
      'Of one course at a time, by `course`. Locked files are listed only for those who may read the course’s content.',
  })
  async list(@Query() query: ListAssetsQuery, @Caller() principal: Principal): Promise<Page<Unlinked<AssetResponse>>> {
    return (await this.assets.page(query, principal)).map((asset) => AssetResponse.from(asset, this.urls));
  }

  @Get(':asset_key')
  @Access('courses.view_files', { restrictedApplications: true })
  @ReturnsResource(AssetResponse, assetLinks)
  @ApiParam({ name: 'asset_key', example: 'asset-v1:Courseware+Tides101+2026+type@asset+block@tide_chart.png' })
  @ApiOperation({
    operationId: 'assets_retrieve',
    summary: 'Read what is known of an asset',
    description:
      'The bytes are at `content_url`. A locked file exists only for those who may read the course’s content; for others it is 404.',
  })
  async retrieve(
    @Param('asset_key', AssetKeyPipe) key: AssetKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<AssetResponse>> {
    return AssetResponse.from(await this.assets.get(key, principal), this.urls);
  }
}
