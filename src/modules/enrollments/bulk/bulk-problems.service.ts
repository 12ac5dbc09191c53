import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { validate } from 'uuid';
import type { Principal } from '../../../common/auth/principal.js';
import { NotFoundError } from '../../../common/errors/app-error.js';
import type { CollectionQuery } from '../../../common/pagination/page.query.js';
import type { Page } from '../../../common/pagination/page.js';
import { sql } from '../../../common/pagination/sql.js';
import { BulkEnrollmentProblemEntity } from './bulk-enrollment-problem.entity.js';
import { bulkProblemCollection } from './bulk-problems.collection.js';
import type { RowProblem } from './bulk-row.js';
import { csvLine } from './csv-cell.js';

const AT_ONCE = 1000;

/** What bulk enrollments could not do. A report is its task's owner's, and global staff's; for others it does not exist (SPEC R-7). */
@Injectable()
export class BulkProblems {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async keep(manager: EntityManager, taskId: string, problems: readonly RowProblem[]): Promise<void> {
    for (let done = 0; done < problems.length; done += AT_ONCE) {
      const some = problems.slice(done, done + AT_ONCE);
      await manager.query(
        `INSERT INTO bulk_enrollment_problems (task_id, row_number, identifier, course_key, error_code, developer_message)
         SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[])`,
        [
          taskId,
          some.map(({ number }) => number),
          some.map(({ identifier }) => identifier),
          some.map(({ courseKey }) => courseKey),
          some.map(({ code }) => code),
          some.map(({ message }) => message),
        ],
      );
    }
  }

  /** @throws NotFoundError */
  async page(principal: Principal, taskId: string, query: CollectionQuery): Promise<Page<BulkEnrollmentProblemEntity>> {
    await this.checkOwner(principal, taskId);
    return bulkProblemCollection.page(this.dataSource.manager, query, sql`p.task_id = ${taskId}`);
  }

  /** @throws NotFoundError */
  async get(principal: Principal, taskId: string, row: string): Promise<BulkEnrollmentProblemEntity> {
    await this.checkOwner(principal, taskId);
    const rowNumber = /^[1-9]\d{0,8}$/.test(row) ? Number(row) : 0;
    const problem = await this.dataSource.manager.findOneBy(BulkEnrollmentProblemEntity, { taskId, rowNumber });
    if (!problem) throw new NotFoundError(`problem with row "${row}"`, 'The list of problems names the rows.');
    return problem;
  }

  /** All of them as a CSV file, piece by piece. @throws NotFoundError before anything is sent */
  async csv(principal: Principal, taskId: string): Promise<AsyncGenerator<string>> {
    await this.checkOwner(principal, taskId);
    return this.lines(taskId);
  }

  private async *lines(taskId: string): AsyncGenerator<string> {
    yield csvLine(['row', 'identifier', 'course_key', 'error_code', 'developer_message']);
    for (let last = 0; ;) {
      const rows = await this.dataSource.manager.find(BulkEnrollmentProblemEntity, {
        where: { taskId, rowNumber: MoreThan(last) },
        order: { rowNumber: 'ASC' },
        take: AT_ONCE,
      });
      yield rows
        .map((row) => csvLine([row.rowNumber, row.identifier, row.courseKey, row.errorCode, row.developerMessage]))
        .join('');
      if (rows.length < AT_ONCE) return;
      last = rows.at(-1)!.rowNumber;
    }
  }

  private async checkOwner({ userId, isGlobalStaff }: Principal, taskId: string): Promise<void> {
    const [task] = validate(taskId)
      ? await this.dataSource.query<{ owner: number | null }[]>(
          `SELECT owner_id AS owner FROM tasks WHERE id = $1 AND kind = 'bulk_enrollment'`,
          [taskId],
        )
      : [];
    if (!task || !(isGlobalStaff || (task.owner !== null && task.owner === userId)))
      throw new NotFoundError(`bulk enrollment "${taskId}"`);
  }
}
