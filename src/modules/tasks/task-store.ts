import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { EVERY_ROW } from '../../common/pagination/collection.js';
import type { Page } from '../../common/pagination/page.js';
import type { TaskQuery } from './dto/task.query.js';
import type { OwnedTask, OwnedTaskSummary } from './owned-task.js';
import type { Progress } from './task-run.js';
import { ownedBy, TASK_OWNER, TASK_SUMMARY, taskCollection } from './tasks.collection.js';

/** A task that is about to wait for its turn. */
export interface NewTask {
  readonly id: string;
  readonly kind: string;
  readonly courseKey: string | null;
  readonly ownerUsername: string | null;
  readonly unit: string;
  readonly worker: string;
}

/** How a task ends. */
export type TaskOutcome =
  | { readonly state: 'succeeded'; readonly result: unknown }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'cancelled' };

const OPEN = `state IN ('pending', 'running')`;

/**
 * The rows of tasks. A task that has ended never changes again: every statement that writes says so in its condition,
 * so that a process which comes back from a long pause cannot overwrite what others have told clients already.
 */
@Injectable()
export class TaskStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, task: NewTask): Promise<OwnedTask> {
    await manager.query(
      `INSERT INTO tasks (id, kind, state, course_key, owner_id, progress_unit, worker)
       VALUES ($1, $2, 'pending', $3, (SELECT id FROM users WHERE lower(username) = lower($4)), $5, $6)`,
      [task.id, task.kind, task.courseKey, task.ownerUsername, task.unit, task.worker],
    );
    return (await this.find(task.id, manager))!;
  }

  async find(id: string, source: DataSource | EntityManager = this.dataSource): Promise<OwnedTask | null> {
    const rows = await source.query<OwnedTask[]>(
      `SELECT ${TASK_SUMMARY}, t.result FROM tasks t ${TASK_OWNER} WHERE t.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** A page of the tasks that the caller sees, without their results. @param visibleTo the owner; null: everybody's */
  page(query: TaskQuery, visibleTo: string | null): Promise<Page<OwnedTaskSummary>> {
    const visible = visibleTo === null ? EVERY_ROW : ownedBy(visibleTo);
    return taskCollection.page(this.dataSource.manager, query, visible);
  }

  /** Pending → running. False when it is over before it began. */
  async begin(id: string): Promise<boolean> {
    return this.changes(
      `UPDATE tasks SET state = 'running', started = now(), heartbeat = now() WHERE id = $1 AND state = 'pending'`,
      [id],
    );
  }

  /** Writes the progress, which counts as a sign of life. False when somebody wants the task cancelled, or it is over. */
  async progress(id: string, { done, total, unit }: Progress): Promise<boolean> {
    return this.changes(
      `UPDATE tasks SET progress_done = $2, progress_total = $3, progress_unit = $4, heartbeat = now()
       WHERE id = $1 AND state = 'running' AND NOT cancel_requested`,
      [id, Math.floor(done), total === null ? null : Math.floor(total), unit],
    );
  }

  /** A sign of life of this process's tasks: id → whether somebody wants it cancelled. Those that are over are absent. */
  async heartbeat(ids: readonly string[]): Promise<Map<string, boolean>> {
    const [rows] = (await this.dataSource.query(
      `UPDATE tasks SET heartbeat = now() WHERE id = ANY($1) AND ${OPEN} RETURNING id, cancel_requested AS "cancelRequested"`,
      [ids],
    )) as [{ id: string; cancelRequested: boolean }[], number];
    return new Map(rows.map((row) => [row.id, row.cancelRequested]));
  }

  /** Ends a task. False when it had ended already. */
  async finish(id: string, outcome: TaskOutcome, { done, total, unit }: Progress): Promise<boolean> {
    return this.changes(
      `UPDATE tasks SET state = $2, result = $3, error = $4, progress_done = $5, progress_total = $6, progress_unit = $7, finished = now()
       WHERE id = $1 AND ${OPEN}`,
      [
        id,
        outcome.state,
        outcome.state === 'succeeded' ? JSON.stringify(outcome.result ?? null) : null,
        outcome.state === 'failed' ? JSON.stringify(outcome.error) : null,
        Math.floor(done),
        total === null ? null : Math.floor(total),
        unit,
      ],
    );
  }

  /** Leaves word for whichever process runs the task. False when it has ended. */
  async requestCancel(id: string): Promise<boolean> {
    // A transaction, so that its entry in the audit log is in it.
    return this.dataSource.transaction((manager) =>
      this.changes(`UPDATE tasks SET cancel_requested = true WHERE id = $1 AND ${OPEN}`, [id], manager),
    );
  }

  /** Open tasks whose process has been silent for so many seconds. */
  async silentFor(seconds: number): Promise<string[]> {
    const rows = await this.select<{ id: string }>(
      `SELECT id FROM tasks WHERE ${OPEN} AND heartbeat < now() - $1 * interval '1 second'`,
      [seconds],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends a task of a dead process: cancelled if that was wanted anyway, failed otherwise. False when it is not dead after all. */
  async bury(id: string, seconds: number, error: unknown): Promise<boolean> {
    return this.changes(
      `UPDATE tasks SET finished = now(),
         state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'failed' END,
         error = CASE WHEN cancel_requested THEN NULL ELSE $3::json END
       WHERE id = $1 AND ${OPEN} AND heartbeat < now() - $2 * interval '1 second'`,
      [id, seconds, JSON.stringify(error)],
    );
  }

  /** Forgets what ended so many days ago. */
  async forget(days: number): Promise<void> {
    await this.dataSource.query(`DELETE FROM tasks WHERE NOT ${OPEN} AND finished < now() - $1 * interval '1 day'`, [
      days,
    ]);
  }

  private async select<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
    return (await this.dataSource.query(sql, [...values])) as T[];
  }

  /** Runs an UPDATE; whether it found its row. TypeORM answers an UPDATE with [rows, count]. */
  private async changes(
    sql: string,
    values: readonly unknown[],
    source: DataSource | EntityManager = this.dataSource,
  ): Promise<boolean> {
    const [, count] = (await source.query(sql, [...values])) as [unknown[], number];
    return count > 0;
  }
}
