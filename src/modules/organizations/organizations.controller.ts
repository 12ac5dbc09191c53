import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { Created, type Outcome } from '../../common/hypermedia/outcome.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates, Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import type { Page } from '../../common/pagination/page.js';
import { CreateOrganizationDto } from './dto/create-organization.dto.js';
import { ListOrganizationsQuery } from './dto/list-organizations.query.js';
import { OrganizationResponse } from './dto/organization.response.js';
import { detailsOf, ReplaceOrganizationDto } from './dto/replace-organization.dto.js';
import { UpdateOrganizationDto } from './dto/update-organization.dto.js';
import { OrganizationCodePipe } from './organization-code.js';
import { organizationLinks } from './organizations.links.js';
import { Organization } from './organizations.parameters.js';
import { OrganizationsService, type VisibleOrganization } from './organizations.service.js';

/** Organizations and their sub-organizations (SPEC E-3). */
@ApiTags('Organizations')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/organization/v1/organizations')
export class OrganizationsController {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('organizations.view_organization')
  @ReturnsPage(OrganizationResponse, organizationLinks)
  @ApiOperation({
    operationId: 'organizations_list',
    summary: 'List organizations',
    description: 'All of them, open to anyone; in the order of their codes each is followed by those below it.',
  })
  async list(
    @Query() query: ListOrganizationsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<OrganizationResponse>>> {
    return (await this.organizations.page(principal, query)).map((one) => OrganizationResponse.from(one, this.urls));
  }

  @Post()
  @Access('organizations.create_organization')
  @Creates(OrganizationResponse, organizationLinks)
  @ApiOperation({
    operationId: 'organizations_create',
    summary: 'Make an organization',
    description:
      'Global staff make those at the top; delegates of `UTx` make those below it, such as `UTx.chem` and `UTx.chem.lab`. The one above must exist. A code that is taken, in whatever case: 409.',
  })
  async create(
    @Body() body: CreateOrganizationDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    const unit = once.answering((visible: VisibleOrganization) => OrganizationResponse.from(visible, this.urls));
    return this.organizations.create(principal, body.code, detailsOf(body), unit);
  }

  @Get(':org')
  @Access('organizations.view_organization')
  @ReturnsResource(OrganizationResponse, organizationLinks)
  @Organization
  @ApiOperation({
    operationId: 'organizations_retrieve',
    summary: 'Read an organization',
    description:
      'Open to anyone. Its links lead to its sub-organizations, its courses and, for its delegates, to its members.',
  })
  async retrieve(
    @Param('org', OrganizationCodePipe) code: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<OrganizationResponse>> {
    return OrganizationResponse.from(await this.organizations.get(principal, code), this.urls);
  }

  @Put(':org')
  @Access('organizations.edit_organization')
  @Replaces(OrganizationResponse, organizationLinks)
  @Organization
  @ApiOperation({
    operationId: 'organizations_replace',
    summary: 'Replace an organization, or make it',
    description:
      'For delegates of it or of one above it, and global staff; who may make it is as for POST. The code keeps the spelling that it has.',
  })
  async replace(
    @Param('org', OrganizationCodePipe) code: string,
    @Body() body: ReplaceOrganizationDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Outcome<OrganizationResponse>> {
    const replaced = await this.organizations.replace(principal, code, detailsOf(body), preconditions);
    const response = OrganizationResponse.from(replaced, this.urls);
    return replaced.isNew ? new Created(response) : response;
  }

  @Patch(':org')
  @Access('organizations.edit_organization')
  @Patches(OrganizationResponse, organizationLinks)
  @Organization
  @ApiOperation({
    operationId: 'organizations_update',
    summary: 'Change an organization',
    description: 'For delegates of it or of one above it, and global staff.',
  })
  async update(
    @Param('org', OrganizationCodePipe) code: string,
    @Body() { name, description, logo_url: logoUrl }: UpdateOrganizationDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<OrganizationResponse>> {
    const changes = { name, description, logoUrl };
    return OrganizationResponse.from(
      await this.organizations.change(principal, code, changes, preconditions),
      this.urls,
    );
  }

  @Delete(':org')
  @Access('organizations.delete_organization')
  @AlsoAnswers('conflict')
  @Removes('The organization is gone, and with it the rights of its delegates and course creators.')
  @Organization
  @ApiOperation({
    operationId: 'organizations_delete',
    summary: 'Delete an organization',
    description:
      'For delegates of an organization above it, and global staff. One that has courses or sub-organizations stays: 409.',
  })
  async remove(
    @Param('org', OrganizationCodePipe) code: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.organizations.remove(principal, code, preconditions);
  }
}
