import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';
import { type BranchHead, readBranchHead } from './branch-head.js';
import type { ContentChange, StoredBlocks } from './content-change.js';
import { VersionConflictError, VersionReadOnlyError } from './content.errors.js';
import { courseOf } from './content-versions.service.js';
import { INFORMATION_PAGES } from './course-information.js';
import { CourseStore } from './course-store.service.js';
import { type CourseVersion, DRAFT } from './course-version.js';
import { type Authorship, NewVersion } from './new-version.js';

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

/**
 * Changes blocks of a branch: one new version, and the head moved to it, or nothing at all (SPEC C-1). Authors of one branch
 * wait for each other and each works on what the one before has written, so none of it is lost (C-8). The number of statements
 * does not depend on the course's size (C-9, P-4).
 */
@Injectable()
export class ContentEditor {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly courses: CourseStore,
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
   * The short way, two round trips: reads without a lock, then one statement that writes if the branch is still where it was
   * read, and commits by itself.
   * @returns null when somebody was faster, or when more than one statement is needed: then nothing was written
   */
  private async editAtOnce(key: CourseKey, options: EditOptions, change: ContentChange): Promise<Edited | null> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const base = await this.read(runner.manager, key, options, change, { locks: false });
      const next = NewVersion.after(base, change.apply(base.blocks, base.head));
      if (next === null) return { version: base.head, changed: false };
      if (!next.goesOn || next.touched.some((block) => isInformation(block, base.head))) return null;
      const version = await next.write(runner.manager, authorship(options));
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
    const base = await this.read(manager, key, options, change, { locks: true });
    const { head, blocks } = base;
    const next = NewVersion.after(base, change.apply(blocks, head));
    if (next === null) return { version: head, changed: false };
    const version = await next.write(manager, authorship(options));
    if (version === null) throw new Error(`The locked branch ${head.branch} of ${head.courseKey} was moved.`);
    if (next.touched.some((block) => isInformation(block, head))) {
      await this.courses.refreshInformation(manager, head.courseId, options.by);
    }
    return { version, changed: true };
  }

  /** The head, if it is what the caller expects. */
  private async read(
    manager: EntityManager,
    key: CourseKey,
    options: EditOptions,
    change: ContentChange,
    how: { locks: boolean },
  ): Promise<BranchHead> {
    const branch = key.branch ?? DRAFT;
    const base = await readBranchHead(manager, { courseKey: courseOf(key), branch, blocks: change.reads }, how);
    if (!base) throw new NotFoundError(`course "${key.forVersion(null).forBranch(branch)}"`);
    await this.checkExpected(key, options, base);
    return base;
  }

  private async checkExpected(key: CourseKey, { expected }: EditOptions, { head, blocks }: BranchHead): Promise<void> {
    for (const version of [key.version, expected]) {
      if (typeof version === 'string' && version !== head.guid) {
        throw new VersionConflictError(head.branch, version, head.guid);
      }
    }
    if (typeof expected === 'function') await expected(head, blocks);
  }
}

function authorship({ by, message = null }: EditOptions): Authorship {
  return { by, message };
}

/** Whether course information is taken from this block. */
function isInformation(block: BlockRef, { root }: CourseVersion): boolean {
  return block === root || (INFORMATION_PAGES as readonly string[]).includes(block);
}
