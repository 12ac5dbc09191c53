import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access } from '../../../common/auth/access.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import type { Page } from '../../../common/pagination/page.js';
import { isKnownBlockType, knownBlockTypes, mayContain } from '../../content/index.js';
import { ListXblockTypesQuery } from './dto/list-xblock-types.query.js';
import { XblockTypeResponse, XblockTypeSummaryResponse } from './dto/xblock-type.response.js';
import { xblockTypeCollection } from './xblock-types.collection.js';
import { xblockTypeLinks, xblockTypeSummaryLinks } from './xblock-types.links.js';

/** What blocks can be, for whoever writes a client (SPEC C-4). */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblock_types')
export class XblockTypesController {
  @Get()
  @Access('service.view_page', { restrictedApplications: true })
  @ReturnsPage(XblockTypeSummaryResponse, xblockTypeSummaryLinks)
  @ApiOperation({
    operationId: 'xblock_types_list',
    summary: 'List block types',
    description:
      'The types of blocks that are known here, and which may stand in which. Blocks of other types are kept as they come. Open to anyone.',
  })
  list(@Query() query: ListXblockTypesQuery): Page<Unlinked<XblockTypeSummaryResponse>> {
    const { kind, parent } = query;
    const types = knownBlockTypes().filter(
      (each) => (kind === undefined || each.kind === kind) && (parent === undefined || mayContain(parent, each.type)),
    );
    return xblockTypeCollection.page(types, query).map((each) => XblockTypeSummaryResponse.summaryOf(each));
  }

  @Get(':block_type')
  @Access('service.view_page', { restrictedApplications: true })
  @ReturnsResource(XblockTypeResponse, xblockTypeLinks)
  @ApiParam({ name: 'block_type', description: 'Type of block, as in its usage keys.', example: 'html' })
  @ApiOperation({
    operationId: 'xblock_types_retrieve',
    summary: 'Read a block type',
    description:
      'Its fields with scope, type, default and help, and a JSON Schema of them. Open to anyone; the ETag changes only with a release.',
  })
  retrieve(@Param('block_type') type: string, @Query() _query: ShapeQuery): Unlinked<XblockTypeResponse> {
    if (!isKnownBlockType(type)) {
      throw new NotFoundError(
        `block type "${type}"`,
        'Blocks of types that are not in the catalogue are kept as they come.',
      );
    }
    return XblockTypeResponse.of(type);
  }
}
