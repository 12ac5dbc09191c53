import { Controller, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { Consumes } from '../../common/http/consumes.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { Creates } from '../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../common/idempotency/once.js';
import type { SealedAnswer } from '../../common/idempotency/sealed-answer.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { taskLinks, TaskResponse } from '../tasks/index.js';
import { importBody } from './dto/import.body.js';
import { ImportsService } from './imports.service.js';

/** Imports of OLX archives into a course. */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/course/v1/courses')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly urls: ApiUrls,
  ) {}

  @Post(':course_key/imports')
  @Access('courses.import_course')
  @Consumes('multipart/form-data')
  @Creates(TaskResponse, taskLinks, {
    status: HttpStatus.ACCEPTED,
    description: 'The import has begun; the task says how far it is.',
  })
  @ApiParam({
    name: 'course_key',
    description: 'The course to import into; it is made if it does not exist.',
    example: 'course-v1:Courseware+Tides101+2026',
  })
  @ApiBody({ schema: importBody })
  @ApiOperation({
    operationId: 'imports_create',
    summary: 'Import an OLX archive',
    description:
      'Replaces the course by the content of a `.tar.gz` or `.zip` archive, whatever course the archive says it is. The archive is checked while it is uploaded: a hostile or broken one is a 400 and leaves nothing. The rest is a task with progress, a report as its result, and a way to cancel it; readers see the old course until it has succeeded. Course creators and delegates of the organization, and global staff, may make a course by it, and are its first instructors; into one that exists its instructors and staff import.',
  })
  async create(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Req() request: FastifyRequest,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SealedAnswer> {
    // 202 (SPEC R-6): the work is not done yet, and the task is where it can be followed (RFC 9110 15.3.3).
    void reply.header('retry-after', '1');
    return this.imports.start(key, request, principal, (digest) =>
      once.alsoSent(digest).answering((task) => TaskResponse.from(task, this.urls)),
    );
  }
}
