import { Controller, Get, Header } from '@nestjs/common';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { Produces } from '../../common/http/consumes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { ApiDirectory } from '../../common/openapi/api-directory.js';
import { ApiCatalogResponse } from './api-catalog.response.js';

/** Where the catalogue is, for whoever comes to an entrance of the service (RFC 9727 3.1; HEAD of the catalogue too). */
export const CATALOG_LINK = '</.well-known/api-catalog>; rel="api-catalog"';
const PROFILE = 'https://www.rfc-editor.org/info/rfc9727';

/** The APIs of the service in the form that crawlers and registries of APIs know (RFC 9727). */
@ApiTags('Entry')
@ApiExtension('x-support-level', 'provisional')
@Controller('.well-known/api-catalog')
export class ApiCatalogController {
  constructor(
    private readonly apis: ApiDirectory,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('service.view_page', { restrictedApplications: true })
  @Header('Cache-Control', 'public, max-age=3600')
  @Header('Content-Type', `application/linkset+json; profile="${PROFILE}"`)
  @Header('Link', CATALOG_LINK)
  @Produces('application/linkset+json', 'application/json')
  @ApiOkResponse({ type: ApiCatalogResponse, description: 'The catalogue.' })
  @ApiOperation({
    operationId: 'api_catalog_retrieve',
    summary: 'Read the API catalogue',
    description:
      'Every API of the service as a link set (RFC 9727, RFC 9264), with its description for machines, its documentation and its health. The same as in the entry, for clients that do not know this service.',
  })
  retrieve(): ApiCatalogResponse {
    return ApiCatalogResponse.from(this.apis.list(), this.urls);
  }
}
