import { Body, Controller, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { Preview, Previews } from '../../../common/hypermedia/preview.js';
import { Creates } from '../../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../../common/idempotency/once.js';
import type { SealedAnswer } from '../../../common/idempotency/sealed-answer.js';
import { batchLinks } from './batches.links.js';
import { type BatchOutcome, Batches } from './batches.service.js';
import { BatchResponse } from './dto/batch.response.js';
import { CreateBatchDto } from './dto/create-batch.dto.js';

/** Many changes in one version. */
@ApiTags('XBlocks')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/xblock/v1/batches')
export class BatchesController {
  constructor(
    private readonly batches: Batches,
    private readonly urls: ApiUrls,
  ) {}

  @Post()
  @Access('courses.create_content')
  @Previews(BatchResponse)
  @Creates(BatchResponse, batchLinks)
  @ApiOperation({
    operationId: 'batches_create',
    summary: 'Make many changes in one version',
    description:
      'Creates, updates, moves, copies and deletes blocks of one course in the order of `operations`, as the single requests do: all of them, in one version, or none. `ref` names a block that the batch makes; `"#ref"` stands for it wherever later operations name a block. At most 1,000 operations, 10,000 copied blocks and 1 MiB. Every fault is told at once, by `operations[3].fields.weight`. `if_match` of an operation holds its block against a version. With `dry_run` it answers 200 with what would change. A batch whose operations cancel each other out makes no version and answers 200. For instructors, staff and editors; to delete takes instructors and staff.',
  })
  async create(
    @Body() { message = null, dry_run: dryRun = false, ...batch }: CreateBatchDto,
    @Caller() by: Principal,
    @DoesOnce() once: Once,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SealedAnswer | Preview> {
    const edit = { by, message, dryRun };
    if (dryRun) return this.preview(await this.batches.preview(batch, edit));
    const unit = once.answering((outcome: BatchOutcome) => {
      // Nothing was made: the version is the one that was there.
      if (!outcome.isWritten) void reply.status(HttpStatus.OK);
      return BatchResponse.from(outcome, this.urls);
    });
    return this.batches.run(batch, edit, unit);
  }

  /** In the shape of what is done, so that a client reads both alike. */
  private preview(outcome: BatchOutcome): Preview {
    const body = BatchResponse.from(outcome, this.urls);
    return new Preview({ ...body, url: body.version.url, links: {} });
  }
}
