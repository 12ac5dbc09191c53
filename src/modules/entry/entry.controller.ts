import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { ApiDirectory } from '../../common/openapi/api-directory.js';
import { CATALOG_LINK } from './api-catalog.controller.js';
import { entryLinks } from './entry.links.js';
import { EntryResponse } from './entry.response.js';

/** Where every walk through the API begins. */
@ApiTags('Entry')
@ApiExtension('x-support-level', 'provisional')
@Controller('api')
export class EntryController {
  constructor(
    private readonly apis: ApiDirectory,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('service.view_page', { restrictedApplications: true })
  @Header('Link', CATALOG_LINK)
  @ReturnsResource(EntryResponse, entryLinks)
  @ApiOperation({
    operationId: 'entry_retrieve',
    summary: 'Find every API',
    description: 'The APIs of this service. Begin here and follow the links.',
  })
  retrieve(@Query() _query: ShapeQuery): Unlinked<EntryResponse> {
    return EntryResponse.from(this.apis.list(), this.urls);
  }
}
