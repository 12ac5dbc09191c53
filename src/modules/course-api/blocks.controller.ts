import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { UsageKeyPipe } from '../../common/http/key.pipes.js';
import { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import type { BlocksAnswer } from './blocks-presenter.js';
import { BlocksService } from './blocks.service.js';
import type { Conditional } from './conditional.js';
import { ConditionalInterceptor } from './conditional.interceptor.js';
import { BlocksQuery, CourseBlocksQuery } from './dto/blocks.query.js';
import { ReturnsBlocks } from './returns-blocks.js';

const KEY = { name: 'usage_key', description: 'Usage key of the first block.' };
const V1 =
  'As the Blocks API of the Open edX LMS, for its clients. What the user may not see is absent. The URLs of the LMS are those of the blocks here; what only an LMS knows of a learner (completion, resume_block, effort_time, …) is absent.';
const V2 =
  'As version 1, except that blocks which are for other groups than the user’s stay, cut to a few members, with `authorization_denial_reason` and `authorization_denial_message`.';

/** The Blocks API that today's Open edX clients call (SPEC X-2, endpoints A.2). */
@ApiTags('Open edX clients')
@UseInterceptors(ConditionalInterceptor)
@Controller('api/courses')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Get('v1/blocks')
  @Access('courses.view_blocks', { restrictedApplications: true })
  @ReturnsBlocks()
  @ApiOperation({ operationId: 'course_blocks_list', summary: 'Blocks of a course', description: V1 })
  list(@Query() query: CourseBlocksQuery, @Caller() principal: Principal): Promise<Conditional<BlocksAnswer>> {
    const courseKey = CourseKey.parse(query.course_id);
    return this.blocks.read({ courseKey, usageKey: null, query, principal, keepsDenied: false });
  }

  @Get('v1/blocks/:usage_key')
  @Access('courses.view_blocks', { restrictedApplications: true })
  @ReturnsBlocks()
  @ApiParam(KEY)
  @ApiOperation({ operationId: 'course_blocks_retrieve', summary: 'Blocks from one block down', description: V1 })
  retrieve(
    @Param('usage_key', UsageKeyPipe) usageKey: UsageKey,
    @Query() query: BlocksQuery,
    @Caller() principal: Principal,
  ): Promise<Conditional<BlocksAnswer>> {
    return this.blocks.read({ courseKey: usageKey.courseKey, usageKey, query, principal, keepsDenied: false });
  }

  @Get('v2/blocks')
  @Access('courses.view_blocks', { restrictedApplications: true })
  @ReturnsBlocks()
  @ApiOperation({ operationId: 'course_blocks_list_v2', summary: 'Blocks of a course, version 2', description: V2 })
  listV2(@Query() query: CourseBlocksQuery, @Caller() principal: Principal): Promise<Conditional<BlocksAnswer>> {
    const courseKey = CourseKey.parse(query.course_id);
    return this.blocks.read({ courseKey, usageKey: null, query, principal, keepsDenied: true });
  }

  @Get('v2/blocks/:usage_key')
  @Access('courses.view_blocks', { restrictedApplications: true })
  @ReturnsBlocks()
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'course_blocks_retrieve_v2',
    summary: 'Blocks from one block down, version 2',
    description: V2,
  })
  retrieveV2(
    @Param('usage_key', UsageKeyPipe) usageKey: UsageKey,
    @Query() query: BlocksQuery,
    @Caller() principal: Principal,
  ): Promise<Conditional<BlocksAnswer>> {
    return this.blocks.read({ courseKey: usageKey.courseKey, usageKey, query, principal, keepsDenied: true });
  }
}
