import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { BlockRef } from './block-ref.js';
import { type BranchHead, readBranchHead } from './branch-head.js';
import type { StoredBlocks } from './content-change.js';
import { ArchivedCourseError, VersionConflictError } from './content.errors.js';
import { courseOf } from './content-versions.service.js';
import { INFORMATION_PAGES } from './course-information.js';
import { CourseStore } from './course-store.service.js';
import { type CourseVersion, DRAFT } from './course-version.js';
import { type Authorship, NewVersion } from './new-version.js';

/** What whoever writes believes the head to be. */
export interface Expectation {
  readonly expected?: string | ((head: CourseVersion, blocks: StoredBlocks) => void | Promise<void>);
}

/** Reads the head that is to be changed, and writes the version that follows it: what every write of content passes through. */
@Injectable()
export class BranchWriter {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly courses: CourseStore,
  ) {}

  /**
   * Runs work in the transaction that is given, or in one of its own. A dry run has none: it only reads, at one version, and leaves
   * no entry in the audit log.
   */
  async inTransaction<T>(
    { manager, dryRun = false }: { readonly manager?: EntityManager; readonly dryRun?: boolean },
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (manager) return work(manager);
    if (!dryRun) return this.dataSource.transaction(work);
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(runner.manager);
    } finally {
      await runner.release();
    }
  }

  /**
   * The head of the key's branch (without one: the draft), if it is what the caller expects and may be changed.
   * @param reads blocks that are read with it
   * @param locks wait for every other writer of the branch, and keep them waiting until the transaction ends
   * @throws NotFoundError, ArchivedCourseError, VersionConflictError, and what the look at it throws
   */
  async head(
    manager: EntityManager,
    key: CourseKey,
    expectation: Expectation,
    { reads = [], locks }: { reads?: readonly BlockRef[]; locks: boolean },
  ): Promise<BranchHead> {
    const branch = key.branch ?? DRAFT;
    const base = await readBranchHead(manager, { courseKey: courseOf(key), branch, blocks: reads }, { locks });
    if (!base) throw new NotFoundError(`course "${key.forVersion(null).forBranch(branch)}"`);
    if (base.isArchived) throw new ArchivedCourseError(key);
    await checkExpected(key, expectation, base);
    return base;
  }

  /** Writes after a locked head; course information follows where it is concerned. */
  async write(
    manager: EntityManager,
    next: NewVersion,
    { head }: BranchHead,
    authorship: Partial<Authorship>,
  ): Promise<CourseVersion> {
    const { by = null, message = null } = authorship;
    const version = await next.write(manager, { by, message });
    if (version === null) throw new Error(`The locked branch ${head.branch} of ${head.courseKey} was moved.`);
    if (next.touched.some((block) => isInformation(block, version))) {
      await this.courses.refreshInformation(manager, head.courseId, by);
    }
    return version;
  }
}

/** Whether course information is taken from this block. */
export function isInformation(block: BlockRef, { root }: CourseVersion): boolean {
  return block === root || (INFORMATION_PAGES as readonly string[]).includes(block);
}

async function checkExpected(key: CourseKey, { expected }: Expectation, { head, blocks }: BranchHead): Promise<void> {
  for (const version of [key.version, expected]) {
    if (typeof version === 'string' && version !== head.guid) {
      throw new VersionConflictError(head.branch, version, head.guid, key);
    }
  }
  if (typeof expected === 'function') await expected(head, blocks);
}
