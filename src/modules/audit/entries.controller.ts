import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import type { Page } from '../../common/pagination/page.js';
import { AuditEntryResponse } from './dto/audit-entry.response.js';
import { ListEntriesQuery } from './dto/list-entries.query.js';
import { auditEntryLinks } from './entries.links.js';
import { EntriesService } from './entries.service.js';
import { EntryUuidPipe } from './entry-uuid.pipe.js';

/** Who has written what, for whom, and when (SPEC section 8). Nobody writes here. */
@ApiTags('Audit')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/audit/v1/entries')
export class EntriesController {
  constructor(
    private readonly entries: EntriesService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('audit.view_entry')
  @ReturnsPage(AuditEntryResponse, auditEntryLinks)
  @ApiOperation({
    operationId: 'audit_entries_list',
    summary: 'List who wrote what',
    description:
      'What you did and what was done to what is yours, and what was done in the courses of which you are an instructor; global staff see everything. Every write that succeeded has one entry, a long one another when its task has done the work; of what was refused, sign-ins only. The newest come first.',
  })
  async list(
    @Query() query: ListEntriesQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<AuditEntryResponse>>> {
    return (await this.entries.page(principal, query)).map((visible) => AuditEntryResponse.from(visible, this.urls));
  }

  @Get(':uuid')
  @Access('audit.view_entry')
  @ReturnsResource(AuditEntryResponse, auditEntryLinks)
  @ApiParam({ name: 'uuid', format: 'uuid', description: 'UUID of the entry.' })
  @ApiOperation({
    operationId: 'audit_entries_retrieve',
    summary: 'Read one entry',
    description: 'For whoever sees it in the list; for others it does not exist (404). An entry never changes.',
  })
  async retrieve(
    @Param('uuid', EntryUuidPipe) uuid: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<AuditEntryResponse>> {
    return AuditEntryResponse.from(await this.entries.get(principal, uuid), this.urls);
  }
}
