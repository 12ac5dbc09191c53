import { Body, Controller, Post } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { NothingDone } from '../../../common/hypermedia/outcome.js';
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
  @Creates(BatchResponse, batchLinks, { previews: true })
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
  ): Promise<SealedAnswer | NothingDone<BatchResponse>> {
    const edit = { by, message, dryRun };
    if (dryRun) return this.represent(await this.batches.preview(batch, edit)) as NothingDone<BatchResponse>;
    return this.batches.run(
      batch,
      edit,
      once.answering((outcome: BatchOutcome) => this.represent(outcome)),
    );
  }

  /** In one shape, whether it was done or not. */
  private represent(outcome: BatchOutcome): Unlinked<BatchResponse> | NothingDone<BatchResponse> {
    const response = BatchResponse.from(outcome, this.urls);
    return outcome.isWritten ? response : new NothingDone(response);
  }
}
