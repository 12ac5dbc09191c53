import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/auth/principal.js';
import type { UnitOfWork } from '../../common/database/unit-of-work.js';
import { InvalidInputError } from '../../common/errors/app-error.js';
import { namedBy } from '../../common/errors/named-in-request.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { type OwnedTask, type TaskContext, TaskRunner } from '../tasks/index.js';
import { CourseExportService } from './course-export.service.js';
import type { CreateExportDto } from './dto/create-export.dto.js';
import type { ListExportsQuery } from './dto/list-exports.query.js';
import { ExportStore } from './export-store.js';
import type { StoredExport } from './exports.collection.js';

/** Exports courses as tasks, and keeps the archives for a day. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly exporter: CourseExportService,
    private readonly tasks: TaskRunner,
    private readonly store: ExportStore,
    private readonly urls: ApiUrls,
  ) {}

  /**
   * Starts an export. That there is something to export is looked at first, and again when its turn comes.
   * @throws NotFoundError, VersionConflictError, InvalidInputError
   */
  async start<Answer>(
    courseKey: CourseKey,
    { branch, format = 'tar.gz' }: CreateExportDto,
    principal: Principal,
    unit: UnitOfWork<OwnedTask, Answer>,
  ): Promise<Answer> {
    const key = addressOf(courseKey, branch);
    await namedBy(branch === undefined ? null : 'branch', () => this.exporter.check(key));
    return this.tasks.start(
      'course_export',
      { courseKey: courseKey.withoutBranchAndVersion(), owner: principal, unit: 'blocks' },
      (context) => this.run(key, format, principal, context),
      unit,
    );
  }

  async page(courseKey: CourseKey, query: ListExportsQuery): Promise<Page<StoredExport>> {
    await this.exporter.check(courseKey.withoutBranchAndVersion());
    return this.store.page(courseKey, query);
  }

  /** @throws ExportNotFoundError */
  async get(courseKey: CourseKey, id: string): Promise<StoredExport> {
    return this.store.get(courseKey, id);
  }

  private async run(
    key: CourseKey,
    format: 'tar.gz' | 'zip',
    { username }: Principal,
    context: TaskContext,
  ): Promise<unknown> {
    const { taskId, signal } = context;
    const course = await this.exporter.prepare(key, {
      signal,
      onProgress: ({ done, total, unit }) => context.progress(done, total, unit),
    });
    const describe = () => {
      const { course_key: courseKey, branch, versions, blocks, files, oddities, oddities_not_listed } = course.result();
      const count = oddities.length + oddities_not_listed;
      const fileName = `${course.name}.${format}`;
      return {
        id: taskId,
        courseKey,
        branch,
        versions: { ...versions },
        format,
        fileName,
        blocks,
        files,
        oddities: count,
        createdBy: username,
      };
    };
    const { id, courseKey, size, sha256, fileName, expires } = await this.store.add(
      course.archive(format),
      describe,
      signal,
    );
    return {
      ...course.result(),
      format,
      file_name: fileName,
      size: Number(size),
      sha256,
      url: this.urls.export(courseKey, id),
      archive_url: this.urls.exportArchive(courseKey, id),
      expires: expires.toISOString(),
    };
  }
}

/** A branch may stand in the key or in the body, or in both if it is the same. */
function addressOf(courseKey: CourseKey, branch: string | undefined): CourseKey {
  if (branch === undefined || courseKey.branch === branch) return courseKey;
  if (courseKey.branch === null && courseKey.version === null) return courseKey.forBranch(branch);
  throw new InvalidInputError({ branch: ['The course key names another branch or a version. Name the branch once.'] });
}
