import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockChange } from './block-change.js';
import { BranchWriter, isInformation } from './branch-writer.service.js';
import type { ContentChange, StoredBlocks } from './content-change.js';
import { VersionReadOnlyError } from './content.errors.js';
import type { CourseVersion } from './course-version.js';
import { NewVersion } from './new-version.js';
import { WorkingTree } from './working-tree.js';

export interface EditOptions {
  /** Username; null for the service itself. */
  readonly by: string | null;
  /** Why, for the history. */
  readonly message?: string | null;
  /**
   * What the caller believes it changes: the version that the branch has to be at, or a look at the head and the blocks that are
   * about to be changed, which throws where they are not what was expected. The look may be asked twice.
   */
  readonly expected?: string | ((head: CourseVersion, blocks: StoredBlocks) => void | Promise<void>);
  /** Of the transaction to write in, when more than the content has to be written at once; absent: one of its own. */
  readonly manager?: EntityManager;
}

/** What an edit came to. */
export interface Edited {
  /** The branch's head now. */
  readonly version: CourseVersion;
  /** False when everything was so already: then `version` is the one that was there. */
  readonly changed: boolean;
}

/** A structural change: an operation on a tree that is read while it works (ADR 0022). */
export interface ChangeOptions extends Omit<EditOptions, 'expected'> {
  /** As for an edit; the look is given the tree, and comes before the work. */
  readonly expected?: string | ((tree: WorkingTree) => void | Promise<void>);
  /** Do everything but write it. */
  readonly dryRun?: boolean;
}

/** What a structural change came to. */
export interface Changed<T> extends Edited {
  /** Block by block; what would have changed, of a dry run. */
  readonly changes: readonly BlockChange[];
  /** What the work resulted in. */
  readonly result: T;
}

/**
 * Changes blocks of a branch: one new version, and the head moved to it, or nothing at all (SPEC C-1). Authors of one branch
 * wait for each other and each works on what the one before has written, so none of it is lost (C-8). The number of statements
 * does not depend on the course's size (C-9, P-4).
 */
@Injectable()
export class ContentEditor {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly branches: BranchWriter,
  ) {}

  /**
   * @param key of the course, or of a course and a branch; without a branch its draft. With a version beside the branch, the
   *   branch has to be at that version (SPEC section 2: an optimistic lock).
   * @throws VersionReadOnlyError for a version without a branch, NotFoundError, VersionConflictError, and what the change throws
   */
  async edit(key: CourseKey, options: EditOptions, change: ContentChange): Promise<Edited> {
    if (key.version !== null && key.branch === null) throw new VersionReadOnlyError(key);
    if (options.manager) return this.editLocked(options.manager, key, options, change);
    return (
      (await this.editAtOnce(key, options, change)) ??
      this.dataSource.transaction((manager) => this.editLocked(manager, key, options, change))
    );
  }

  /**
   * A change of the tree: creating, moving, copying, deleting, and any number of these as one version. The branch is locked for
   * as long as the work takes.
   * @param key as for {@link edit}
   * @param work puts and removes; it may throw, and then nothing is written
   */
  async change<T>(
    key: CourseKey,
    options: ChangeOptions,
    work: (tree: WorkingTree) => Promise<T>,
  ): Promise<Changed<T>> {
    if (key.version !== null && key.branch === null) throw new VersionReadOnlyError(key);
    return this.branches.inTransaction(options, (manager) => this.changeLocked(manager, key, options, work));
  }

  private async changeLocked<T>(
    manager: EntityManager,
    key: CourseKey,
    { expected, dryRun = false, ...options }: ChangeOptions,
    work: (tree: WorkingTree) => Promise<T>,
  ): Promise<Changed<T>> {
    const version = typeof expected === 'string' ? expected : undefined;
    const base = await this.branches.head(manager, key, { expected: version }, { locks: !dryRun });
    const tree = new WorkingTree(manager, base);
    if (typeof expected === 'function') await expected(tree);
    const result = await work(tree);
    const { changes } = tree;
    const next = NewVersion.after(tree.comparedWith, tree.changeSet);
    if (next === null || dryRun) return { version: base.head, changed: false, changes, result };
    return { version: await this.branches.write(manager, next, base, options), changed: true, changes, result };
  }

  /**
   * The short way, two round trips: reads without a lock, then one statement that writes if the branch is still where it was
   * read, and commits by itself.
   * @returns null when somebody was faster, or when more than one statement is needed: then nothing was written
   */
  private async editAtOnce(key: CourseKey, options: EditOptions, change: ContentChange): Promise<Edited | null> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const base = await this.branches.head(runner.manager, key, options, { reads: change.reads, locks: false });
      const next = NewVersion.after(base, change.apply(base.blocks, base.head));
      if (next === null) return { version: base.head, changed: false };
      if (!next.goesOn || next.touched.some((block) => isInformation(block, base.head))) return null;
      const version = await next.write(runner.manager, { by: options.by, message: options.message ?? null });
      return version && { version, changed: true };
    } finally {
      await runner.release();
    }
  }

  /** The long way: whoever else writes to the branch waits until the transaction ends. */
  private async editLocked(
    manager: EntityManager,
    key: CourseKey,
    options: EditOptions,
    change: ContentChange,
  ): Promise<Edited> {
    const base = await this.branches.head(manager, key, options, { reads: change.reads, locks: true });
    const { head, blocks } = base;
    const next = NewVersion.after(base, change.apply(blocks, head));
    if (next === null) return { version: head, changed: false };
    return { version: await this.branches.write(manager, next, base, options), changed: true };
  }
}
