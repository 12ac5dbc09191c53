import path from 'node:path';
import type { Multipart } from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '../../../common/config/app-config.js';
import { AppError, InvalidInputError } from '../../../common/errors/app-error.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { StrictValidationPipe } from '../../../common/validation/validation.pipe.js';
import { keyOf, type RowDefaults, type SentRow } from './bulk-row.js';
import { csvRows } from './csv-rows.js';
import { CsvSpool, MOST_BYTES } from './csv-spool.js';
import { BulkEnrollmentBody, BulkEnrollmentOptions } from './dto/bulk-enrollment.dto.js';

/** A bulk enrollment that was received whole and can be begun. */
export interface BulkUpload {
  readonly defaults: RowDefaults;
  readonly autoEnroll: boolean;
  readonly dryRun: boolean;
  readonly atomic: boolean;
  readonly reason: string | null;
  /** All that the rows name. */
  readonly courses: readonly string[];
  readonly total: number;
  /** From the first row on; may be asked for again. */
  readonly rows: () => AsyncIterable<SentRow>;
  readonly release: () => Promise<void>;
  /** What beside the JSON body makes it the same request again (SPEC R-13). */
  readonly digest: string;
}

/** Courses that one file may name: rights are asked for each. */
const MOST_COURSES = 100;

/** Receives bulk enrollments: JSON, a CSV file, or a form with one. What is wrong with the whole is said before the task begins. */
@Injectable()
export class BulkUploads {
  private readonly validation = new StrictValidationPipe();

  constructor(private readonly config: AppConfig) {}

  /** @throws InvalidInputError, AppError malformed_body, content_too_large */
  async receive(request: FastifyRequest, query: BulkEnrollmentOptions): Promise<BulkUpload> {
    const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (type === 'text/csv') return this.ofFile(await this.spool(request.raw), query);
    // Members that were not sent may be there all the same, undefined.
    const misplaced = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (misplaced.length > 0)
      throw new InvalidInputError(
        Object.fromEntries(
          misplaced.map((name) => [name, [`${name} belongs into the body, unless that is text/csv.`]]),
        ),
      );
    return type === 'multipart/form-data' ? this.ofForm(request) : this.ofJson(request.body);
  }

  private async ofJson(body: unknown): Promise<BulkUpload> {
    const read = (await this.validation.transform(body ?? {}, {
      type: 'body',
      metatype: BulkEnrollmentBody,
    })) as BulkEnrollmentBody;
    const rows = read.identifiers.map((username, index): SentRow => {
      return { number: index + 1, username: username.trim(), email: '', mode: '', is_active: '', course_key: '' };
    });
    const source = {
      rows: async function* () {
        yield* rows;
      },
      release: async () => undefined,
    };
    return { ...optionsOf(read), ...source, courses: [courseOf(read)!], total: rows.length, digest: '' };
  }

  private async ofForm(request: FastifyRequest): Promise<BulkUpload> {
    const values: Record<string, unknown> = {};
    let spool: CsvSpool | null = null;
    try {
      for await (const part of request.parts({ limits: { fileSize: MOST_BYTES } }) as AsyncIterable<Multipart>) {
        if (part.type === 'field') values[part.fieldname] = part.value;
        else if (part.fieldname === 'file') spool = await this.spool(part.file);
        else
          throw new InvalidInputError({
            [part.fieldname]: ['No file is expected under this name. Send it as "file".'],
          });
      }
      if (!spool)
        throw new InvalidInputError({ file: ['A file is needed here: CSV, in a multipart/form-data request.'] });
      const read = await this.validation.transform(values, { type: 'body', metatype: BulkEnrollmentOptions });
      return await this.ofFile(spool, read as BulkEnrollmentOptions);
    } catch (error) {
      // The rest is read and dropped, so that the client gets to read the answer.
      request.raw.unpipe();
      request.raw.resume();
      await spool?.close();
      throw isOfForm(error)
        ? new AppError('malformed_body', 'The multipart/form-data body cannot be read.', { cause: error })
        : error;
    }
  }

  private async ofFile(spool: CsvSpool, options: BulkEnrollmentOptions): Promise<BulkUpload> {
    try {
      const { courses, total } = await survey(csvRows(spool.read()), courseOf(options));
      return {
        ...optionsOf(options),
        courses,
        total,
        rows: () => csvRows(spool.read()),
        release: () => spool.close(),
        digest: `${spool.digest} ${JSON.stringify(options)}`,
      };
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  private spool(bytes: AsyncIterable<Buffer>): Promise<CsvSpool> {
    return CsvSpool.from(bytes, path.join(this.config.dataDir, 'spool'));
  }
}

/** Reads all rows once, to know how many there are and which courses they name. */
async function survey(
  rows: AsyncIterable<SentRow>,
  course: string | null,
): Promise<Pick<BulkUpload, 'courses' | 'total'>> {
  const courses = new Set<string>();
  let total = 0;
  for await (const { course_key } of rows) {
    total += 1;
    const key = course_key === '' ? course : keyOf(course_key);
    if (key !== null) courses.add(key);
    if (courses.size > MOST_COURSES)
      throw new InvalidInputError({ file: [`The file names more than ${MOST_COURSES} courses. Split it.`] });
  }
  if (courses.size === 0)
    throw new InvalidInputError({
      course_key: ['No row names a course: send course_key, or a file with that column.'],
    });
  return { courses: [...courses].sort(), total };
}

const courseOf = ({ course_key }: BulkEnrollmentOptions): string | null =>
  course_key === undefined ? null : CourseKey.parse(course_key).withoutBranchAndVersion().toString();

function optionsOf(
  options: BulkEnrollmentOptions,
): Omit<BulkUpload, 'courses' | 'total' | 'rows' | 'release' | 'digest'> {
  return {
    defaults: { courseKey: courseOf(options), mode: options.mode, isActive: options.action !== 'unenroll' },
    autoEnroll: options.auto_enroll ?? true,
    dryRun: options.dry_run ?? false,
    atomic: options.atomic ?? false,
    reason: options.reason ?? null,
  };
}

/** The parser of forms says what is wrong with one in words alone. */
function isOfForm(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Unexpected end of|Part terminated early|Malformed part header|Multipart:)/.test(error.message)
  );
}
