import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import { copyPolicies } from '../access/index.js';
import { AssetsService } from '../assets/index.js';
import { CourseKeyTakenError, courseOf, CourseStore } from '../content/index.js';
import { CourseEquipment, moment } from '../courses/index.js';
import type { TaskContext } from '../tasks/index.js';
import { CourseCopy, type SourceHead, sourceHeads } from './course-copy.js';
import { RerunRewriting } from './rerun-rewriting.js';
import type { RerunWish } from './rerun-wish.js';

/** What a rerun came to. */
export interface RerunResult {
  readonly blocks: number;
  readonly assets: number;
  /** Seconds by which dates were moved. */
  readonly shifted_by: number;
}

/** Makes a rerun, in one transaction: a task that is cancelled leaves nothing. */
@Injectable()
export class RerunWork {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: CourseStore,
    private readonly assets: AssetsService,
    private readonly equipment: CourseEquipment,
    private readonly changes: AccessChanges,
  ) {}

  /** @throws NotFoundError for the source, CourseKeyTakenError, the signal's reason */
  async do(wish: RerunWish, by: string | null, context: TaskContext): Promise<RerunResult> {
    const result = await this.dataSource.transaction((manager) => this.doWithin(manager, wish, by, context));
    this.changes.note();
    return result;
  }

  private async doWithin(
    manager: EntityManager,
    wish: RerunWish,
    by: string | null,
    context: TaskContext,
  ): Promise<RerunResult> {
    // A statement writes a whole tree, as an import's: the limit for requests is not meant for it.
    await manager.query(`SET LOCAL statement_timeout = '30min'; SET LOCAL work_mem = '64MB'`);
    const [source, target] = [courseOf(wish.source), courseOf(wish.target)];
    const heads = await sourceHeads(manager, source);
    if (!heads) throw new NotFoundError(`course "${source}"`);
    const { id: courseId, created } = await this.store.ensure(manager, wish.target, by);
    if (!created) throw new CourseKeyTakenError(target, null);
    const shift = await shiftOf(manager, heads.courseId, heads.published, wish.start);
    const blocks = await this.copyTrees(manager, heads, { wish, courseId, shift, by });
    context.progress(blocks, blocks);
    context.signal.throwIfAborted();
    await this.store.refreshInformation(manager, courseId, by);
    await manager.query('INSERT INTO reruns (course_id, source, created_by) VALUES ($1, $2, $3)', [
      courseId,
      source,
      by,
    ]);
    await copyPolicies(manager, { from: source, to: target, shift, by });
    await this.equipment.give(manager, { courseId, courseKey: wish.target, by });
    const assets = await this.assets.copyWithin(manager, { from: heads.courseId, to: courseId, by });
    noteForAudit({ courseKey: target, details: { source } });
    context.signal.throwIfAborted();
    return { blocks, assets, shifted_by: shift / 1000 };
  }

  private async copyTrees(
    manager: EntityManager,
    { courseId: from, draft, published }: NonNullable<Awaited<ReturnType<typeof sourceHeads>>>,
    { wish, courseId, shift, by }: { wish: RerunWish; courseId: number; shift: number; by: string | null },
  ): Promise<number> {
    const { source, target, displayName } = wish;
    const start = moment(wish.start) ?? null;
    const terms = { source: source.withoutBranchAndVersion(), target, root: published.root, displayName, start, shift };
    const message = wish.message ?? `Rerun of ${courseOf(source)}.`;
    const copy = new CourseCopy(manager, from, courseId, new RerunRewriting(terms), { by, message });
    const blocks = await copy.run(draft, published);
    // Checked now and not at COMMIT: there neither statement_timeout nor a cancellation reaches the check.
    await manager.query('SET CONSTRAINTS ALL IMMEDIATE');
    await manager.query('SET CONSTRAINTS ALL DEFERRED');
    return blocks;
  }
}

/** Milliseconds from the start that the source says to the one that is wanted; 0 where either is open. */
async function shiftOf(
  manager: EntityManager,
  courseId: number,
  { line, ordinal, root }: SourceHead,
  start: Date | null,
): Promise<number> {
  if (start === null) return 0;
  const [row] = await manager.query<[{ start: string | null }]>(
    `SELECT settings ->> 'start' AS start FROM block_at($1, $2, $3, $4)`,
    [courseId, line, ordinal, root],
  );
  const before = Date.parse(row.start ?? '');
  return Number.isNaN(before) ? 0 : start.getTime() - before;
}
