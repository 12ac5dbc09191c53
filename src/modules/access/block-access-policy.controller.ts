import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches, Removes, Replaces } from '../../common/hypermedia/writes.js';
import { UsageKey } from '../../common/opaque-keys/index.js';
import { AccessPoliciesService, type PolicyReading } from './access-policies.service.js';
import { blockAccessPolicyLinks } from './access-policies.links.js';
import { PatchBlockAccessPolicyDto, ReplaceBlockAccessPolicyDto } from './dto/access-policy.dto.js';
import { BlockAccessPolicyResponse } from './dto/access-policy.response.js';
import { MAY_MANAGE } from './policy-rights.js';

const KEY = {
  name: 'usage_key',
  description: 'Key of the block. A policy is about all branches and versions.',
  example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome',
};

/** Who may see a block (SPEC sections 8 and 13; ADR 0017). */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/xblocks/:usage_key/access_policy')
export class BlockAccessPolicyController {
  constructor(
    private readonly policies: AccessPoliciesService,
    private readonly access: CourseAccessPolicy,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('courses.view_access_policy')
  @ReturnsResource(BlockAccessPolicyResponse, blockAccessPolicyLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'xblock_access_policy_retrieve',
    summary: 'Read who may see a block',
    description:
      'Who reads the block, of those whom all above it let in; and in `effective` what counts in the end, with where each part of it comes from. For the course team.',
  })
  async retrieve(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<BlockAccessPolicyResponse>> {
    return this.shown(await this.policies.ofBlock(key), principal);
  }

  @Put()
  @Access('courses.manage_access_policy')
  @Replaces(BlockAccessPolicyResponse, blockAccessPolicyLinks, { creates: false })
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'xblock_access_policy_replace',
    summary: 'Say who may see a block',
    description:
      'Replaces the whole policy: lists that are not sent are empty, and without `unlock_key` there is none. For instructors and staff of the course, and delegates of its organization.',
  })
  async replace(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() body: ReplaceBlockAccessPolicyDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<BlockAccessPolicyResponse>> {
    const edit = { by: principal.username, message: body.message ?? null, preconditions };
    return this.shown(await this.policies.changeOfBlock(key, body.content, edit, true), principal);
  }

  @Patch()
  @Access('courses.manage_access_policy')
  @Patches(BlockAccessPolicyResponse, blockAccessPolicyLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'xblock_access_policy_update',
    summary: 'Change who may see a block',
    description:
      'Changes what is sent; lists are replaced as a whole, and null is the default. For instructors and staff of the course, and delegates of its organization.',
  })
  async update(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @Body() body: PatchBlockAccessPolicyDto,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Unlinked<BlockAccessPolicyResponse>> {
    const edit = { by: principal.username, message: body.message ?? null, preconditions };
    return this.shown(await this.policies.changeOfBlock(key, body.content, edit, false), principal);
  }

  @Delete()
  @Access('courses.manage_access_policy')
  @Removes('The default holds again.')
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'xblock_access_policy_delete',
    summary: 'Go back to the default',
    description: 'The default holds again: `inherit`. What it is then can still be read here.',
  })
  async remove(
    @Param('usage_key', UsageKeyPipe) key: UsageKey,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.policies.removeOfBlock(key, preconditions);
  }

  private async shown(reading: PolicyReading, principal: Principal): Promise<Unlinked<BlockAccessPolicyResponse>> {
    const access = await this.access.accessOf(principal, reading.courseKey);
    const mayManage = access.may('courses.manage_access_policy');
    return Object.assign(BlockAccessPolicyResponse.from(reading, this.urls), { [MAY_MANAGE]: mayManage });
  }
}
