import { Readable } from 'node:stream';
import { Controller, Get, HttpStatus, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { Consumes, Produces } from '../../../common/http/consumes.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Creates } from '../../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../../common/idempotency/once.js';
import type { SealedAnswer } from '../../../common/idempotency/sealed-answer.js';
import type { Page } from '../../../common/pagination/page.js';
import { type OwnedTask, taskLinks, TaskResponse } from '../../tasks/index.js';
import { BulkEnrollments } from './bulk-enrollments.service.js';
import { bulkProblemLinks } from './bulk-problems.links.js';
import { BulkProblems } from './bulk-problems.service.js';
import { BulkUploads } from './bulk-upload.service.js';
import { bulkBody, BulkEnrollmentBody, BulkEnrollmentOptions } from './dto/bulk-enrollment.dto.js';
import { BulkProblemResponse, ListBulkProblemsQuery } from './dto/bulk-problem.response.js';

const Task = ApiParam({
  name: 'task_id',
  description: 'UUID of the task.',
  example: '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e',
});

/** Many enrollments at once, by list or CSV file, as a task (SPEC E-2). */
@ApiTags('Enrollments')
@ApiExtension('x-support-level', 'provisional')
@ApiExtraModels(BulkEnrollmentBody)
@Controller('api/enrollment/v1/bulk_enrollments')
export class BulkEnrollmentsController {
  constructor(
    private readonly bulk: BulkEnrollments,
    private readonly uploads: BulkUploads,
    private readonly problems: BulkProblems,
    private readonly urls: ApiUrls,
  ) {}

  @Post()
  @Access('enrollments.enroll_in_bulk')
  @Consumes('application/json', 'multipart/form-data', 'text/csv')
  @Creates(TaskResponse, taskLinks, {
    status: HttpStatus.ACCEPTED,
    description: 'The bulk enrollment has begun; the task says how far it is.',
  })
  @ApiBody({ schema: bulkBody })
  @ApiOperation({
    operationId: 'bulk_enrollments_create',
    summary: 'Enroll or unenroll many people',
    description:
      'By a list of usernames and e-mail addresses, or by a CSV file of up to 100,000 rows: first a line with the columns `username` or `email`, and any of `mode`, `is_active`, `course_key`. For instructors and staff of every course that is named. Rows that cannot be done are reported and the others are done, or with `atomic` none; all in one transaction, so that a task that failed or was cancelled has changed nothing, and sending it again is safe. E-mail addresses are invited, whether or not they have an account; only for global staff are they looked up among the accounts. The result counts what was done and names the report.',
  })
  async create(
    @Query() query: BulkEnrollmentOptions,
    @Req() request: FastifyRequest,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SealedAnswer> {
    // 202 (SPEC R-6): the work is not done yet, and the task is where it can be followed.
    void reply.header('retry-after', '1');
    const upload = await this.uploads.receive(request, query);
    const unit = once.alsoSent(upload.digest).answering((task: OwnedTask) => TaskResponse.from(task, this.urls));
    return this.bulk.start(principal, upload, unit);
  }

  @Get(':task_id/problems')
  @Access('tasks.view_task')
  @ReturnsPage(BulkProblemResponse, bulkProblemLinks)
  @Task
  @ApiOperation({
    operationId: 'bulk_enrollment_problems_list',
    summary: 'List the rows of a bulk enrollment that could not be done',
    description: 'For whoever started it, and global staff. It is kept as long as the task.',
  })
  async list(
    @Param('task_id') taskId: string,
    @Query() query: ListBulkProblemsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<BulkProblemResponse>>> {
    return (await this.problems.page(principal, taskId, query)).map((one) => BulkProblemResponse.from(one, this.urls));
  }

  @Get(':task_id/problems/:row')
  @Access('tasks.view_task')
  @ReturnsResource(BulkProblemResponse, bulkProblemLinks)
  @Task
  @ApiParam({ name: 'row', description: 'Number of the row.', example: '1' })
  @ApiOperation({
    operationId: 'bulk_enrollment_problems_retrieve',
    summary: 'Read why a row of a bulk enrollment could not be done',
    description: 'For whoever started it, and global staff.',
  })
  async retrieve(
    @Param('task_id') taskId: string,
    @Param('row') row: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<BulkProblemResponse>> {
    return BulkProblemResponse.from(await this.problems.get(principal, taskId, row), this.urls);
  }

  @Get(':task_id/problem_report')
  @Access('tasks.view_task')
  @Produces('text/csv')
  @Task
  @ApiOkResponse({
    description: 'All rows that could not be done.',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  @ApiOperation({
    operationId: 'bulk_enrollment_problem_report_retrieve',
    summary: 'Download the rows of a bulk enrollment that could not be done',
    description:
      'CSV with the columns row, identifier, course_key, error_code, developer_message. No cell is a formula.',
  })
  async report(@Param('task_id') taskId: string, @Caller() principal: Principal): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.problems.csv(principal, taskId)), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: 'attachment; filename="bulk-enrollment-problems.csv"',
    });
  }
}
