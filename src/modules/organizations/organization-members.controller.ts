import { Controller, Delete, Get, Param, Put, Query, type Type } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Removes, SetsValue } from '../../common/hypermedia/writes.js';
import type { Page } from '../../common/pagination/page.js';
import { ListOrganizationMembersQuery } from './dto/list-organization-members.query.js';
import { OrganizationMemberResponse } from './dto/organization-member.response.js';
import { OrganizationCodePipe } from './organization-code.js';
import { organizationMemberLinks } from './organization-members.links.js';
import { OrganizationMembers } from './organization-members.service.js';
import type { OrganizationRole } from './organization-role.entity.js';
import { EmptyBody, Member, Organization, TakesNoBody } from './organizations.parameters.js';
import { MEMBER_GROUPS } from './stored-organization-member.js';

/** What tells the resources of the two rights apart. */
interface MemberResource {
  readonly role: OrganizationRole;
  /** What the right is called. */
  readonly one: string;
  readonly many: string;
  /** What it lets do, a sentence. */
  readonly may: string;
  /** What stays when it is taken back, the end of a sentence. */
  readonly afterwards: string;
}

/** Who manages an organization and all below it (SPEC E-3). */
export const DelegatesController = controllerOf({
  role: 'delegate',
  one: 'delegate',
  many: 'delegates',
  may: 'A delegate manages the organization and all below it: its details, sub-organizations, delegates and course creators.',
  afterwards: 'the last delegate may go too, and global staff remain',
});

/** Who makes and deletes courses in an organization and all below it (SPEC E-3). */
export const CourseCreatorsController = controllerOf({
  role: 'course_creator',
  one: 'course creator',
  many: 'course creators',
  may: 'A course creator makes and deletes courses in the organization and all below it.',
  afterwards: 'courses that were made stay',
});

/** The controller of one right: the two have addresses and texts of their own, and are otherwise the same. */
function controllerOf({ role, one, many, may, afterwards }: MemberResource): Type {
  const group = MEMBER_GROUPS[role];

  @ApiTags('Organizations')
  @ApiExtension('x-support-level', 'provisional')
  @Controller(`api/organization/v1/organizations/:org/${group}`)
  class OrganizationMembersController {
    constructor(
      private readonly members: OrganizationMembers,
      private readonly urls: ApiUrls,
    ) {}

    @Get()
    @Access('organizations.view_members')
    @ReturnsPage(OrganizationMemberResponse, organizationMemberLinks)
    @Organization
    @ApiOperation({
      operationId: `${group}_list`,
      summary: `List the ${many} of an organization`,
      description:
        'For delegates of the organization or of one above it, and global staff. Those who have the right by an organization above are listed there.',
    })
    async list(
      @Param('org', OrganizationCodePipe) code: string,
      @Query() query: ListOrganizationMembersQuery,
      @Caller() principal: Principal,
    ): Promise<Page<Unlinked<OrganizationMemberResponse>>> {
      return (await this.members.page(principal, { code, role }, query)).map((member) =>
        OrganizationMemberResponse.from(member, this.urls),
      );
    }

    @Get(':username')
    @Access('organizations.view_member')
    @ReturnsResource(OrganizationMemberResponse, organizationMemberLinks)
    @Organization
    @Member
    @ApiOperation({
      operationId: `${group}_retrieve`,
      summary: `See whether somebody is a ${one}`,
      description:
        'For the person, for delegates of the organization or of one above it, and for global staff; for others it is a 404 in any case.',
    })
    async retrieve(
      @Param('org', OrganizationCodePipe) code: string,
      @Param('username') username: string,
      @Query() _shape: ShapeQuery,
      @Caller() principal: Principal,
    ): Promise<Unlinked<OrganizationMemberResponse>> {
      return OrganizationMemberResponse.from(await this.members.get(principal, { code, role, username }), this.urls);
    }

    @Put(':username')
    @Access('organizations.manage_members')
    @SetsValue()
    @Organization
    @Member
    @TakesNoBody
    @ApiOperation({
      operationId: `${group}_replace`,
      summary: `Make somebody a ${one}`,
      description: `${may} For delegates of the organization or of one above it, and global staff. The body is empty.`,
    })
    async put(
      @Param('org', OrganizationCodePipe) code: string,
      @Param('username') username: string,
      @EmptyBody() _body: void,
      @Caller() principal: Principal,
      @IfMatch() preconditions: Preconditions,
    ): Promise<void> {
      await this.members.put(principal, { code, role, username }, preconditions);
    }

    @Delete(':username')
    @Access('organizations.manage_members')
    @Removes(`The person is no ${one} of the organization any more.`)
    @Organization
    @Member
    @ApiOperation({
      operationId: `${group}_delete`,
      summary: `Take the right of a ${one} back`,
      description: `At once, for every token that the person has. For delegates of the organization or of one above it, and global staff; ${afterwards}.`,
    })
    async remove(
      @Param('org', OrganizationCodePipe) code: string,
      @Param('username') username: string,
      @Caller() principal: Principal,
      @IfMatch() preconditions: Preconditions,
    ): Promise<void> {
      await this.members.remove(principal, { code, role, username }, preconditions);
    }
  }

  return OrganizationMembersController;
}
