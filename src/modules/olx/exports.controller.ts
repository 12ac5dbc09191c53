import { Body, Controller, Get, Head, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { ProblemResponse } from '../../common/errors/problem.response.js';
import { Produces } from '../../common/http/consumes.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Creates } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { taskLinks, TaskResponse } from '../tasks/index.js';
import { CreateExportDto } from './dto/create-export.dto.js';
import { ExportResponse } from './dto/export.response.js';
import { ListExportsQuery } from './dto/list-exports.query.js';
import { ExportDelivery } from './export-delivery.js';
import { ExportIdPipe } from './export-id.pipe.js';
import { exportLinks } from './exports.links.js';
import { ExportsService } from './exports.service.js';

const Course = ApiParam({ name: 'course_key', example: 'course-v1:Courseware+Tides101+2026' });
const Export = ApiParam({ name: 'export_id', format: 'uuid', description: 'Id of the archive.' });
const BINARY = { '*/*': { schema: { type: 'string', format: 'binary' } } } as const;

/** Courses as OLX archives (SPEC C-10). */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly delivery: ExportDelivery,
    private readonly urls: ApiUrls,
  ) {}

  @Post(':course_key/exports')
  @Access('courses.export_course')
  @Creates(TaskResponse, taskLinks, {
    status: HttpStatus.ACCEPTED,
    description: 'The export has begun; the task says how far it is.',
  })
  @Course
  @ApiOperation({
    operationId: 'exports_create',
    summary: 'Export a course as OLX',
    description:
      'Writes what Studio would export: the published course with its drafts beside it, or one branch plainly. Files that nobody has touched since they were imported come out as they went in. A task with progress and a way to cancel it; its result has the `archive_url`, good for 24 hours. The same versions always give the same bytes.',
  })
  async create(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() body: CreateExportDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SealedAnswer> {
    void reply.header('retry-after', '1');
    return this.exports.start(
      key,
      body,
      principal,
      once.answering((task) => TaskResponse.from(task, this.urls)),
    );
  }

  @Get(':course_key/exports')
  @Access('courses.export_course')
  @ReturnsPage(ExportResponse, exportLinks)
  @Course
  @ApiOperation({
    operationId: 'exports_list',
    summary: 'List the archives of a course',
    description: 'Those that can be downloaded, the newest first. What is still being written is a task.',
  })
  async list(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() query: ListExportsQuery,
  ): Promise<Page<Unlinked<ExportResponse>>> {
    return (await this.exports.page(key, query)).map((stored) => ExportResponse.from(stored, this.urls));
  }

  @Get(':course_key/exports/:export_id')
  @Access('courses.export_course')
  @ReturnsResource(ExportResponse, exportLinks)
  @Course
  @Export
  @ApiOperation({
    operationId: 'exports_retrieve',
    summary: 'Read what is known of an archive',
    description: 'The bytes are at `archive_url`. After 24 hours there is nothing left of it: 404.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('export_id', ExportIdPipe) id: string,
    @Query() _shape: ShapeQuery,
  ): Promise<Unlinked<ExportResponse>> {
    return ExportResponse.from(await this.exports.get(key, id), this.urls);
  }

  // Before the GET: Fastify's own HEAD would read the whole file to count it.
  @Head(':course_key/exports/:export_id/archive')
  @Access('courses.export_course')
  @Produces('*/*')
  @ApiExcludeEndpoint()
  async head(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('export_id', ExportIdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.delivery.send(await this.exports.get(key, id), request, reply);
  }

  @Get(':course_key/exports/:export_id/archive')
  @Access('courses.export_course')
  @Produces('*/*')
  @Course
  @Export
  @ApiOperation({
    operationId: 'export_archive_retrieve',
    summary: 'Download an archive',
    description: 'The bytes, with a strong `ETag`, conditional requests and byte ranges.',
  })
  @ApiResponse({ status: 200, description: 'The whole archive.', content: BINARY })
  @ApiResponse({ status: 206, description: 'The part, or parts, that `Range` asks for.', content: BINARY })
  @ApiResponse({ status: 304, description: 'What the client has is current.' })
  @ApiResponse({ status: 416, description: 'No part that `Range` asks for exists.', type: ProblemResponse })
  @ApiHeader({ name: 'Range', required: false, description: 'RFC 9110 14.2, in bytes.', example: 'bytes=0-1023' })
  async archive(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Param('export_id', ExportIdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.delivery.send(await this.exports.get(key, id), request, reply);
  }
}
