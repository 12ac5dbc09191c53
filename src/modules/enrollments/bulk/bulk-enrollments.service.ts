import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AccessChanges } from '../../../common/auth/access-changes.js';
import { CourseAccessPolicy } from '../../../common/auth/course-access.js';
import type { Principal } from '../../../common/auth/principal.js';
import type { UnitOfWork } from '../../../common/database/unit-of-work.js';
import { AppError } from '../../../common/errors/app-error.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { type OwnedTask, type TaskContext, TaskRunner } from '../../tasks/index.js';
import { bulkProblemsUrl, bulkReportUrl } from '../enrollment-urls.js';
import { MayNotEnrollOthersError, UnknownCourseError } from '../enrollments.errors.js';
import { BulkProblems } from './bulk-problems.service.js';
import { type BulkRow, isProblem, readRow } from './bulk-row.js';
import type { BulkUpload } from './bulk-upload.service.js';
import { BulkWork } from './bulk-work.js';

/** Large enough that statements cost little beside their rows, small enough that a cancellation is heard soon. */
const BATCH = 500;

/** Enrolls many people as a task (SPEC E-2; operations.md B3.1, B3.2). */
@Injectable()
export class BulkEnrollments {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly tasks: TaskRunner,
    private readonly policy: CourseAccessPolicy,
    private readonly problems: BulkProblems,
    private readonly changes: AccessChanges,
    private readonly urls: ApiUrls,
  ) {}

  /** @throws UnknownCourseError, MayNotEnrollOthersError unless the caller may enroll people in every course that is named */
  async start<Answer>(principal: Principal, upload: BulkUpload, unit: UnitOfWork<OwnedTask, Answer>): Promise<Answer> {
    try {
      await this.checkRights(principal, upload);
    } catch (error) {
      await upload.release();
      throw error;
    }
    const [only, another] = upload.courses;
    const courseKey = only !== undefined && another === undefined ? CourseKey.parse(only) : null;
    const { release } = upload;
    return this.tasks.start(
      'bulk_enrollment',
      { courseKey, owner: principal, unit: 'rows', release },
      (context) => this.run(principal, upload, context),
      unit,
    );
  }

  /** One transaction: a task that is cancelled or interrupted has changed nothing, and may be sent again. */
  private async run(principal: Principal, upload: BulkUpload, context: TaskContext): Promise<object> {
    // The turn may have come long after the request.
    await this.checkRights(principal, upload);
    const outcome = await this.dataSource
      .transaction(async (manager) => {
        const work = await BulkWork.begin(manager, upload.courses, {
          note: { by: principal.userId, reason: upload.reason },
          autoEnroll: upload.autoEnroll,
          mayLookUpEmails: principal.isGlobalStaff,
        });
        for await (const rows of this.batches(upload, work, context)) await work.batch(rows);
        const isUndone = upload.dryRun || (upload.atomic && work.problems.length > 0);
        if (isUndone) throw new Undone(work);
        await this.problems.keep(manager, context.taskId, work.problems);
        return work;
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof Undone)) throw error;
        await this.problems.keep(this.dataSource.manager, context.taskId, error.work.problems);
        return error.work;
      });
    this.changes.note();
    return this.resultOf(outcome, upload, context.taskId);
  }

  private async *batches(
    { rows, defaults, total }: BulkUpload,
    work: BulkWork,
    context: TaskContext,
  ): AsyncGenerator<BulkRow[]> {
    let batch: BulkRow[] = [];
    let done = 0;
    for await (const sent of rows()) {
      const row = readRow(sent, defaults);
      if (isProblem(row)) work.problems.push(row);
      else batch.push(row);
      done += 1;
      if (done % BATCH > 0) continue;
      context.signal.throwIfAborted();
      yield batch;
      batch = [];
      context.progress(done, total);
    }
    context.signal.throwIfAborted();
    yield batch;
    context.progress(done, total);
  }

  /** @throws AppError of an atomic one that could not be done */
  private resultOf({ counts, problems }: BulkWork, upload: BulkUpload, taskId: string): object {
    const urls = { problems_url: bulkProblemsUrl(this.urls, taskId), report_url: bulkReportUrl(this.urls, taskId) };
    if (upload.atomic && !upload.dryRun && problems.length > 0)
      throw new AppError(
        'invalid_input',
        `${problems.length} of ${upload.total} rows cannot be done, and so nothing was changed. ${urls.problems_url} lists them.`,
        { extra: urls },
      );
    return {
      dry_run: upload.dryRun,
      atomic: upload.atomic,
      rows: upload.total,
      ...counts,
      failed: problems.length,
      ...urls,
    };
  }

  private async checkRights(principal: Principal, { courses, defaults }: BulkUpload): Promise<void> {
    for (const course of courses) {
      const access = await this.policy.accessOf(principal, CourseKey.parse(course));
      const isForAllRows = course === defaults.courseKey;
      // A course that is not there, or not theirs to know, is a fault of what names it (SPEC R-7); for those who know of all
      // courses, one in a file is a problem of its rows.
      if (!access.may('courses.view_course') || (isForAllRows && !access.exists))
        throw new UnknownCourseError(course, isForAllRows ? 'course_key' : 'file');
      if (principal.client?.ownOnly || !access.may('enrollments.enroll_in_bulk'))
        throw new MayNotEnrollOthersError(course);
    }
  }
}

/** Ends the transaction without keeping anything of it. */
class Undone extends Error {
  constructor(readonly work: BulkWork) {
    super('Nothing is kept.');
  }
}
