import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AccessChanges } from '../../common/auth/access-changes.js';
import { noteForAudit } from '../../common/audit/audit-trail.js';
import { AppConfig } from '../../common/config/app-config.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { AssetsService, type ImportedAssets } from '../assets/index.js';
import {
  ArchivedCourseError,
  CourseKeyTakenError,
  CourseStore,
  DRAFT,
  PUBLISHED,
  type BlockRef,
  type IncomingBlock,
  type JsonObject,
  TreeReplacement,
} from '../content/index.js';
import { CourseEquipment } from '../courses/index.js';
import { openArchive, openPath, type OlxFiles } from './archive/index.js';
import { importError } from './course-import.errors.js';
import { overlayDraft, reportMoved } from './draft-overlay.js';
import type { ImportProgress, ImportReport } from './import-report.js';
import { describeOlx, type OlxBlock, type OlxDraft, OlxReport, readAssets, readOlx } from './reader/index.js';

/** Where an archive comes from: a file or folder on disk, a stream under its name, or files that are open already. */
export type ImportSource =
  { readonly path: string } | { readonly stream: Readable; readonly fileName: string } | { readonly files: OlxFiles };

export interface ImportOptions {
  /** The course to import into, whatever the archive says (OLX rule 4); the archive's own when absent. */
  readonly courseKey?: CourseKey;
  /** The branch to import into; absent: as Studio does it, the published tree on both branches and the drafts on the draft. */
  readonly branch?: string;
  readonly message?: string;
  /** Do everything, report it, and keep nothing. */
  readonly dryRun?: boolean;
  /** Username of who imports, and instructor of a course that the import makes; null for the service itself. */
  readonly editedBy: string | null;
  /**
   * Asked once the import has its course to itself: who may make a course need not be one who may replace it, and rights
   * may have changed while the import waited. What it throws ends the import.
   */
  readonly authorize?: (course: { readonly isNew: boolean }) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Blocks that are written at once: enough that a statement's own cost vanishes, few enough that memory stays flat. */
const BATCH_BLOCKS = 250;
const BATCH_BYTES = 2 * 1024 * 1024;
/** How often an import that waits for another one of the same course looks whether that has ended. */
const TURN_POLL_MS = 200;

/** Undoes the transaction of a dry run. */
class DryRunEnd extends Error {}

/**
 * Imports OLX archives (SPEC C-10). One transaction for the whole: readers see the old course until it is committed, and
 * a failure, a cancellation or the end of the process leaves nothing. Memory does not grow with the course.
 */
@Injectable()
export class CourseImportService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: AppConfig,
    private readonly courses: CourseStore,
    private readonly assets: AssetsService,
    private readonly equipment: CourseEquipment,
    private readonly changes: AccessChanges,
  ) {}

  /**
   * Opens an archive: unpacks it into one nameless temporary file, checking every member on the way.
   * The caller closes it, or hands it to {@link import}, which does.
   * @throws RefusedArchiveError
   */
  async open(source: Exclude<ImportSource, { files: OlxFiles }>, signal?: AbortSignal): Promise<OlxFiles> {
    const spoolDirectory = path.join(this.config.dataDir, 'spool');
    await mkdir(spoolDirectory, { recursive: true });
    const limits = { compressedBytes: this.config.importMaxBytes };
    try {
      if ('path' in source) return await openPath(source.path, { spoolDirectory, limits, signal });
      return await openArchive(source.stream, { spoolDirectory, fileName: source.fileName, limits, signal });
    } catch (error) {
      throw importError(error);
    }
  }

  /** So that whoever imports hears it at once. @throws CourseKeyTakenError for a deleted course, ArchivedCourseError */
  async checkTakes(courseKey: CourseKey): Promise<void> {
    const course = await this.courses.findInAnyCase(courseKey);
    if (!course) return;
    if (course.deleted || course.courseKey !== courseKey.withoutBranchAndVersion().toString())
      throw new CourseKeyTakenError(course.courseKey, course.deleted);
    if (course.archived) throw new ArchivedCourseError(courseKey);
  }

  /** @throws RefusedArchiveError for what cannot be imported; the signal's reason when it was cancelled */
  async import(source: ImportSource, options: ImportOptions): Promise<ImportReport> {
    const files = 'files' in source ? source.files : await this.open(source, options.signal);
    try {
      return await this.importFiles(files, options);
    } catch (error) {
      throw importError(error);
    } finally {
      await files.close();
    }
  }

  private async importFiles(files: OlxFiles, options: ImportOptions): Promise<ImportReport> {
    const started = performance.now();
    const report = new OlxReport();
    const courseKey = options.courseKey ?? (await this.keyOf(files, report));
    const run = new ImportRun(files, courseKey, options, report);
    let result: Omit<
      ImportReport,
      'seconds' | 'blocks_per_second' | 'oddities' | 'oddities_not_listed' | 'dry_run'
    > | null = null;
    let stored: ImportedAssets | null = null;
    let isNew = false;
    try {
      await this.dataSource.transaction(async (manager) => {
        // One statement writes a whole tree; the limit for requests is not meant for it.
        // Its joins are over whole trees as well, and would go through temporary files with the memory of small queries.
        await manager.query(`SET LOCAL statement_timeout = '30min'; SET LOCAL work_mem = '64MB'`);
        await takeTurn(manager, courseKey, options.signal);
        const course = await this.ensureCourse(manager, courseKey, options);
        isNew = course.created;
        const outcome = await run.writeBlocks(manager, course);
        stored = await this.assets.importInto(manager, course.id, readAssets(files, report), {
          editedBy: options.editedBy,
          signal: options.signal,
          onProgress: (done, total) => options.onProgress?.({ phase: 'assets', done, total, unit: 'assets' }),
        });
        if (outcome.changed || course.created)
          await this.courses.refreshInformation(manager, course.id, options.editedBy);
        options.signal?.throwIfAborted();
        noteImport(courseKey, outcome);
        result = { course_key: courseKey.toString(), ...outcome, assets: stored.counts };
        if (options.dryRun) throw new DryRunEnd();
      });
    } catch (error) {
      if (stored) await this.assets.discard(stored);
      if (!(error instanceof DryRunEnd)) throw error;
    }
    // Whoever made the course is on its team now.
    if (isNew) this.changes.note();
    const seconds = (performance.now() - started) / 1000;
    return {
      ...result!,
      dry_run: options.dryRun ?? false,
      oddities: report.entries,
      oddities_not_listed: report.omitted,
      seconds: Math.round(seconds * 1000) / 1000,
      blocks_per_second: Math.round(run.blocksRead / seconds),
    };
  }

  /** Whoever makes a course is its first instructor (SPEC section 8). */
  private async ensureCourse(
    manager: EntityManager,
    courseKey: CourseKey,
    { editedBy, authorize }: ImportOptions,
  ): Promise<{ id: number; created: boolean }> {
    const course = await this.courses.ensure(manager, courseKey, editedBy);
    await authorize?.({ isNew: course.created });
    if (course.created) await this.equipment.give(manager, { courseId: course.id, courseKey, by: editedBy });
    return course;
  }

  private async keyOf(files: OlxFiles, report: OlxReport): Promise<CourseKey> {
    const { kind, org, course, run } = await describeOlx(files, report);
    return kind === 'library' ? CourseKey.ofLibrary(org, course) : CourseKey.of(org, course, run);
  }
}

/** For the audit log: which versions it made, the one that learners read foremost. */
function noteImport(courseKey: CourseKey, { branches, changed }: Pick<ImportReport, 'branches' | 'changed'>): void {
  noteForAudit({ courseKey: courseKey.toString(), details: { changed, branches } });
  const version = branches[PUBLISHED] ?? Object.values(branches)[0];
  if (changed && version !== undefined) noteForAudit({ version });
}

/**
 * One import of a course at a time. The row locks further on would see to that as well, but to wait for those can neither be
 * cancelled nor last longer than lock_timeout, and the import that is ahead may take minutes.
 */
async function takeTurn(manager: EntityManager, courseKey: CourseKey, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const [lock] = await manager.query<{ taken: boolean }[]>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
      [`import ${courseKey}`],
    );
    if (lock!.taken) return;
    await sleep(TURN_POLL_MS);
  }
}

/** One import at work. */
class ImportRun {
  blocksRead = 0;
  private readonly published: Record<string, number> = {};
  private readonly draft: Record<string, number> = {};
  private drafts = 0;
  private readonly expectedBlocks: number;

  constructor(
    private readonly files: OlxFiles,
    private readonly courseKey: CourseKey,
    private readonly options: ImportOptions,
    private readonly report: OlxReport,
  ) {
    // Most blocks have a file of their own; where they do not, the total grows with what is found.
    this.expectedBlocks = files.list('').filter((file) => file.endsWith('.xml')).length;
  }

  async writeBlocks(
    manager: EntityManager,
    course: { id: number; created: boolean },
  ): Promise<Pick<ImportReport, 'branches' | 'changed' | 'blocks' | 'drafts'>> {
    const tree = await TreeReplacement.begin(manager, course.id);
    const { branch, editedBy, message = null } = this.options;
    const branches: Record<string, string> = {};
    let changed = false;
    const commit = async (name: string, root: BlockRef) => {
      const committed = await tree.commit({ branch: name, root, createdBy: editedBy, message });
      branches[name] = committed.version;
      changed ||= committed.changed;
    };

    const batch = new Batch(tree);
    const draftsToLay: OlxDraft[] = [];
    let root: BlockRef | null = null;
    for await (const item of readOlx(this.files, {
      courseKey: this.courseKey,
      report: this.report,
      signal: this.options.signal,
    })) {
      if (item.kind === 'summary') root = item.root;
      else if (item.kind === 'draft') draftsToLay.push(item);
      else {
        await batch.add(incoming(item));
        this.count(this.published, item.type);
      }
    }
    await batch.flush();
    this.options.onProgress?.({ phase: 'writing', done: this.blocksRead, total: this.blocksRead, unit: 'blocks' });

    if (branch === undefined || branch === PUBLISHED) await commit(PUBLISHED, root!);
    if (branch === PUBLISHED) this.reportDraftsLeftOut(draftsToLay);
    else {
      await this.layDrafts(tree, draftsToLay);
      await commit(branch ?? DRAFT, root!);
    }
    if (course.created && branch !== undefined) await this.completeBranches(tree, root!, branch, commit);
    await tree.end();
    return { branches, changed, blocks: { published: this.published, draft: this.draft }, drafts: this.drafts };
  }

  private async layDrafts(tree: TreeReplacement, drafts: readonly OlxDraft[]): Promise<void> {
    for (const draft of drafts) {
      if (!(await overlayDraft(tree, draft, draft.blocks.map(incoming), this.report))) continue;
      this.drafts += 1;
      for (const { type } of draft.blocks) this.count(this.draft, type);
    }
    if (drafts.length > 0) reportMoved(await tree.settle(), this.report);
  }

  /** A course always has a draft and a published branch (SPEC C-1): where only one was named, the other begins as it must. */
  private async completeBranches(
    tree: TreeReplacement,
    root: BlockRef,
    named: string,
    commit: (name: string, root: BlockRef) => Promise<void>,
  ): Promise<void> {
    if (named !== DRAFT) await commit(DRAFT, root);
    if (named === PUBLISHED) return;
    await tree.keepOnlyRoot(root);
    await commit(PUBLISHED, root);
  }

  private reportDraftsLeftOut(drafts: readonly OlxDraft[]): void {
    for (const draft of drafts) {
      this.report.add({
        severity: 'warning',
        code: 'draft_left_out',
        file: draft.file,
        line: null,
        block: draft.root,
        message: 'The import was for the published branch alone, which has no drafts; this draft was left out.',
      });
    }
  }

  private count(counts: Record<string, number>, type: string): void {
    counts[type] = (counts[type] ?? 0) + 1;
    this.blocksRead += 1;
    if (this.blocksRead % 100 === 0) {
      this.options.onProgress?.({
        phase: 'blocks',
        done: this.blocksRead,
        total: Math.max(this.expectedBlocks, this.blocksRead),
        unit: 'blocks',
      });
    }
  }
}

/** Gathers blocks until there are enough for one statement, which PostgreSQL works on while the next ones are read. */
class Batch {
  private blocks: IncomingBlock[] = [];
  private bytes = 0;
  private sending: Promise<void> = Promise.resolve();

  constructor(private readonly tree: TreeReplacement) {}

  async add(block: IncomingBlock): Promise<void> {
    this.blocks.push(block);
    for (const value of Object.values(block.content)) if (typeof value === 'string') this.bytes += value.length;
    if (this.blocks.length >= BATCH_BLOCKS || this.bytes >= BATCH_BYTES) await this.send();
  }

  /** Resolves once everything that was added is in the tree. */
  async flush(): Promise<void> {
    if (this.blocks.length > 0) await this.send();
    await this.sending;
  }

  /** One statement at a time: when PostgreSQL is the slower one, reading waits, and memory stays flat. */
  private async send(): Promise<void> {
    await this.sending;
    this.sending = this.tree.add(this.blocks);
    // The next send or flush throws it; until then nobody looks, which is no reason to end the process.
    this.sending.catch(() => undefined);
    this.blocks = [];
    this.bytes = 0;
  }
}

function incoming(block: OlxBlock): IncomingBlock {
  return {
    block: block.ref,
    parent: block.parent,
    children: block.children,
    displayName: block.displayName,
    settings: block.settings,
    content: block.content,
    olx: block.olx as unknown as JsonObject,
  };
}
