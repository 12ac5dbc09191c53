import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import {
  type BlockChange,
  type BlockRef,
  ContentTransfer,
  ContentVersions,
  courseOf,
  type CourseVersion,
  DRAFT,
  PUBLISHED,
  readTreePart,
  usageKeyOf,
  VersionConflictError,
} from '../content/index.js';
import type { PublicationOrder } from './publication-order.js';

export interface PublishOptions {
  /** Username; null for the service itself. */
  readonly by: string | null;
  /** Looks at the version of the published branch that is about to be followed; it throws where that is not what was expected. */
  readonly expected?: (head: CourseVersion) => void | Promise<void>;
}

/** What came of an order. */
export interface Published {
  readonly order: PublicationOrder;
  /** The head of the published branch now; of a dry run, as it is. */
  readonly version: CourseVersion;
  /** False for a dry run, and when everything was so already: then no version was made. */
  readonly changed: boolean;
  /** The version of the draft from which the states come; null where blocks are taken off. */
  readonly source: CourseVersion | null;
  /** Block by block, without content. */
  readonly changes: readonly BlockChange[];
  /** The version that was published before. */
  readonly before: CourseVersion;
}

interface Heads {
  readonly published: CourseVersion;
  readonly source: CourseVersion | null;
}

/** Puts states of the draft on the published branch, and takes blocks off it (SPEC C-5): one version, or none. */
@Injectable()
export class Publisher {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly transfers: ContentTransfer,
  ) {}

  /**
   * @param course with a version beside the draft: only if that is the draft's head
   * @throws NotFoundError, InvalidInputError for blocks that are not there, ConflictError, VersionConflictError
   */
  async publish(
    manager: EntityManager,
    course: CourseKey,
    order: PublicationOrder,
    options: PublishOptions,
  ): Promise<Published> {
    // The draft is read under the lock of what is published: of two publishers at once, the later one must not bring the older draft.
    await manager.query(
      `SELECT FROM branches WHERE name = $2 AND course_id = (SELECT id FROM courses WHERE course_key = $1) FOR UPDATE`,
      [courseOf(course), PUBLISHED],
    );
    const published = await this.transfer(manager, course, order, { ...options, manager });
    if (published.changed) await this.note(manager, published);
    return published;
  }

  /** The same without doing it. */
  async preview(course: CourseKey, order: PublicationOrder, options: PublishOptions): Promise<Published> {
    return this.transfer(this.dataSource.manager, course, order, { ...options, dryRun: true });
  }

  /**
   * What an order for later names that is nowhere, each by its field. A block that is to be taken off may come to be published until
   * then: what opens on Monday and closes on Friday is ordered at once.
   * @throws InvalidInputError, as {@link publish}
   */
  async check(course: CourseKey, order: PublicationOrder, manager = this.dataSource.manager): Promise<void> {
    const wide = { ...order, action: 'publish' as const };
    await this.checkBlocks(manager, course, wide, await this.heads(manager, course, wide));
  }

  private async transfer(
    manager: EntityManager,
    course: CourseKey,
    order: PublicationOrder,
    options: PublishOptions & { readonly manager?: EntityManager; readonly dryRun?: boolean },
  ): Promise<Published> {
    const heads = await this.heads(manager, course, order);
    await this.checkBlocks(manager, course, order, heads);
    const { version, changed, changes } = await this.transfers.transfer(
      {
        to: course.forBranch(PUBLISHED),
        from: heads.source,
        blocks: order.blocks ?? 'all',
        exclude: order.exclude,
      },
      { ...options, message: order.message },
    );
    checkExcluded(course, order, changes);
    return { order, version, changed, source: heads.source, before: heads.published, changes };
  }

  private async heads(manager: EntityManager, course: CourseKey, { action }: PublicationOrder): Promise<Heads> {
    const published = await this.versions.headOf(course, PUBLISHED, manager);
    const draft = await this.versions.headOf(course, DRAFT, manager);
    if (!published || !draft) throw new NotFoundError(`course "${course}"`);
    if (course.version !== null && course.version !== draft.guid)
      throw new VersionConflictError(DRAFT, course.version, draft.guid, course);
    return { published, source: action === 'publish' ? draft : null };
  }

  private async checkBlocks(
    manager: EntityManager,
    course: CourseKey,
    { action, blocks, exclude }: PublicationOrder,
    { published, source }: Heads,
  ): Promise<void> {
    const named = [...(blocks ?? []), ...exclude];
    if (named.length === 0) return;
    const there = new Set<BlockRef>();
    for (const version of [published, ...(source ? [source] : [])]) {
      for (const block of (await readTreePart(manager, version, { subtrees: [], blocks: named })).keys())
        there.add(block);
    }
    const where = action === 'publish' ? 'neither in the draft nor on the published branch' : 'not published';
    const faults = Object.entries({ usage_keys: blocks ?? [], exclude }).flatMap(([field, refs]) =>
      refs.flatMap((ref, index) =>
        there.has(ref)
          ? []
          : [
              [
                `${field}[${index}]`,
                [`${field}[${index}] is "${usageKeyOf(course.forBranch(null), ref)}", which is ${where}.`],
              ],
            ],
      ),
    );
    if (faults.length > 0) throw new InvalidInputError(Object.fromEntries(faults) as Record<string, string[]>);
  }

  private async note(manager: EntityManager, { order, version, source }: Published): Promise<void> {
    await manager.query(
      `INSERT INTO publications (course_id, version, action, source_version, blocks, exclude) VALUES ($1, $2, $3, $4, $5, $6)`,
      [version.courseId, version.guid, order.action, source?.guid ?? null, order.blocks, order.exclude],
    );
  }
}

/**
 * Ancestors that the published branch lacks come along with a block. One that is to stay out of it is not published behind its
 * author's back.
 * @throws InvalidInputError, which undoes what was written
 */
function checkExcluded(course: CourseKey, { exclude }: PublicationOrder, changes: readonly BlockChange[]): void {
  const added = new Set(changes.filter(({ before }) => before === null).map(({ block }) => block));
  const faults = exclude.flatMap((ref, index) => {
    if (!added.has(ref)) return [];
    const key = String(usageKeyOf(course.forBranch(null), ref));
    const message = `exclude[${index}] is "${key}", which is not published, and usage_keys has a block that stands in it. Leave one of them out.`;
    return [[`exclude[${index}]`, [message]] as const];
  });
  if (faults.length > 0) throw new InvalidInputError(Object.fromEntries(faults));
}
