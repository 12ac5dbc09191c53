import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { DefinitionKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { DefinitionKey } from '../../common/opaque-keys/index.js';
import { DefinitionResponse } from './dto/definition.response.js';
import { definitionLinks } from './xblocks.links.js';
import { XblocksService } from './xblocks.service.js';

/** The content of blocks, apart from any course. */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/definitions')
export class DefinitionsController {
  constructor(
    private readonly xblocks: XblocksService,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':definition_key')
  @Access('courses.view_definition')
  @ReturnsResource(DefinitionResponse, definitionLinks)
  @ApiParam({ name: 'definition_key', example: 'def-v1:6745f5a0c2b1d3e4f5a6b7c8+type@html' })
  @ApiOperation({
    operationId: 'definitions_retrieve',
    summary: 'Read a definition',
    description:
      'The content fields of a block, apart from any course. For whoever may read some course in which it stands.',
  })
  async retrieve(
    @Param('definition_key', DefinitionKeyPipe) key: DefinitionKey,
    @Query() _query: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<DefinitionResponse>> {
    return DefinitionResponse.from(await this.xblocks.definition(key, principal), this.urls);
  }
}
