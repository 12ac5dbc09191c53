import { createHash, type Hash } from 'node:crypto';
import { pipeline, type Readable, Transform } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { holdersInWords, type PermissionName } from '../../common/auth/permissions.js';
import type { Principal } from '../../common/auth/principal.js';
import { AppConfig } from '../../common/config/app-config.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError, PermissionDeniedError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import { StrictValidationPipe } from '../../common/validation/validation.pipe.js';
import { type OwnedTask, TaskRunner } from '../tasks/index.js';
import type { OlxFiles } from './archive/index.js';
import { uploadError } from './course-import.errors.js';
import { CourseImportService } from './course-import.service.js';
import { ImportFields } from './dto/import.body.js';

/** What a multipart request held. */
interface Upload {
  readonly files: OlxFiles;
  readonly fields: ImportFields;
  /** SHA-256 of the archive and the fields: what makes it the same request again (SPEC R-13). */
  readonly digest: string;
}

/** Takes archives over HTTP and imports them as tasks. */
@Injectable()
export class ImportsService {
  private readonly validation = new StrictValidationPipe();

  constructor(
    private readonly importer: CourseImportService,
    private readonly tasks: TaskRunner,
    private readonly config: AppConfig,
    private readonly policy: CourseAccessPolicy,
  ) {}

  /**
   * Reads the archive to its end and checks it, then starts the import.
   * @throws InvalidInputError, RefusedArchiveError, CourseKeyTakenError, ArchivedCourseError
   */
  async start<Answer>(
    courseKey: CourseKey,
    request: FastifyRequest,
    principal: Principal,
    unitFor: (digest: string) => UnitOfWork<OwnedTask, Answer>,
  ): Promise<Answer> {
    const { files, fields, digest } = await this.receive(request);
    try {
      await this.importer.checkTakes(courseKey);
    } catch (error) {
      await files.close();
      throw error;
    }
    return this.tasks.start(
      'course_import',
      { courseKey, owner: principal, unit: 'blocks', release: () => files.close() },
      (context) =>
        this.importer.import(
          { files },
          {
            courseKey,
            branch: fields.branch,
            message: fields.message,
            dryRun: fields.dry_run,
            editedBy: principal.username,
            authorize: ({ isNew }) => this.authorize(principal, courseKey, isNew),
            signal: context.signal,
            onProgress: ({ done, total, unit }) => context.progress(done, total, unit),
          },
        ),
      unitFor(digest),
    );
  }

  /**
   * The guard has asked when the request came. Since then somebody else may have made the course, which a course creator
   * may not replace, or the caller may have lost the right (SPEC section 8).
   * @throws PermissionDeniedError
   */
  private async authorize(principal: Principal, courseKey: CourseKey, isNew: boolean): Promise<void> {
    const needed: PermissionName = isNew ? 'courses.create_course' : 'courses.import_course';
    if ((await this.policy.accessOf(principal, courseKey)).may(needed)) return;
    throw new PermissionDeniedError(
      isNew
        ? `You may not make ${courseKey} any more: the permission ${needed} belongs to ${holdersInWords(needed)}.`
        : `${courseKey} exists, and you may not replace it: the permission ${needed} belongs to ${holdersInWords(needed)}.`,
    );
  }

  private async receive(request: FastifyRequest): Promise<Upload> {
    const values: Record<string, unknown> = {};
    const hash = createHash('sha256');
    let files: OlxFiles | null = null;
    try {
      for await (const part of request.parts({
        limits: { fileSize: this.config.importMaxBytes },
      }) as AsyncIterable<Multipart>) {
        if (part.type === 'field') values[part.fieldname] = part.value;
        else if (part.fieldname !== 'archive')
          throw new InvalidInputError({
            [part.fieldname]: ['No file is expected under this name. Send the archive as "archive".'],
          });
        else {
          files = await this.importer.open({ stream: digesting(part.file, hash), fileName: part.filename });
        }
      }
      if (!files)
        throw new InvalidInputError({
          archive: ['A file is needed here: the archive, .tar.gz or .zip, in a multipart/form-data request.'],
        });
      const fields = (await this.validation.transform(values, {
        type: 'body',
        metatype: ImportFields,
      })) as ImportFields;
      return { files, fields, digest: hash.update(JSON.stringify(values)).digest('base64url') };
    } catch (error) {
      // The rest of the upload is read and dropped, past the parser, which has stopped: the client gets to read the answer,
      // and its connection does not stay open, half read, until a shutdown runs out of patience.
      request.raw.unpipe();
      request.raw.resume();
      await files?.close();
      throw uploadError(error);
    }
  }
}

/** The same bytes, which are counted into the digest as they pass. An error of the upload is one of what is returned. */
function digesting(upload: Readable, hash: Hash): Readable {
  const passing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return pipeline(upload, passing, () => undefined);
}
