import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';
import type { ContentChange, StoredBlocks } from './content-change.js';
import { VersionConflictError, VersionReadOnlyError } from './content.errors.js';
import { courseOf } from './content-versions.service.js';
import { INFORMATION_PAGES } from './course-information.js';
import { CourseStore } from './course-store.service.js';
import { type CourseVersion, DRAFT } from './course-version.js';
import { lockHead, type LockedHead } from './locked-head.js';
import { NewVersion } from './new-version.js';

export interface EditOptions {
  /** Username; null for the service itself. */
  readonly by: string | null;
  /** Why, for the history. */
  readonly message?: string | null;
  /**
   * What the caller believes it changes: the version that the branch has to be at, or a look at the head and the blocks as they
   * are under the lock, which throws where they are not what was expected.
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
 * wait for each other and each sees what the one before has written, so none of it is lost (C-8). The number of statements
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
    if (options.manager) return this.editWithin(options.manager, key, options, change);
    return this.dataSource.transaction((manager) => this.editWithin(manager, key, options, change));
  }

  private async editWithin(
    manager: EntityManager,
    key: CourseKey,
    options: EditOptions,
    change: ContentChange,
  ): Promise<Edited> {
    const branch = key.branch ?? DRAFT;
    const locked = await lockHead(manager, { courseKey: courseOf(key), branch, blocks: change.reads });
    if (!locked) throw new NotFoundError(`course "${key.forVersion(null).forBranch(branch)}"`);
    await this.checkExpected(key, options, locked);

    const { head, blocks } = locked;
    const next = NewVersion.after(locked, change.apply(blocks, head));
    if (next === null) return { version: head, changed: false };
    const version = await next.write(manager, { by: options.by, message: options.message ?? null });
    if (next.touched.some((block) => isInformation(block, head))) {
      await this.courses.refreshInformation(manager, head.courseId, options.by);
    }
    return { version, changed: true };
  }

  private async checkExpected(key: CourseKey, { expected }: EditOptions, { head, blocks }: LockedHead): Promise<void> {
    for (const version of [key.version, expected]) {
      if (typeof version === 'string' && version !== head.guid) {
        throw new VersionConflictError(head.branch, version, head.guid);
      }
    }
    if (typeof expected === 'function') await expected(head, blocks);
  }
}

/** Whether course information is taken from this block. */
function isInformation(block: BlockRef, { root }: CourseVersion): boolean {
  return block === root || (INFORMATION_PAGES as readonly string[]).includes(block);
}
