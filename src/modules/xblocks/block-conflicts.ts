import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import { type Preconditions, PreconditionFailedError } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { UsageKey } from '../../common/opaque-keys/index.js';
import {
  type BlockRef,
  blockRefOf,
  changesBetween,
  type ComparableBlock,
  ContentReader,
  ContentVersions,
  courseOf,
  type CourseVersion,
} from '../content/index.js';
import { BlockChangeResponse } from './dto/block-change.response.js';

/** Tells whoever wrote to a stale state of a block what has happened to it since (SPEC C-8; pain E5 of the platform's users). */
@Injectable()
export class BlockConflicts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly versions: ContentVersions,
    private readonly reader: ContentReader,
    private readonly urls: ApiUrls,
  ) {}

  /**
   * Does a write; a 412 of it says what has changed.
   * @param key of the block, with the branch that is written to
   */
  async explaining<T>(key: UsageKey, preconditions: Preconditions, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error;
      throw (await this.explained(error, key, preconditions)) ?? error;
    }
  }

  private async explained(error: AppError, key: UsageKey, { versions }: Preconditions): Promise<AppError | null> {
    const [seen] = versions;
    if (seen === undefined || !/^[0-9a-f]{24}$/.test(seen)) return null;
    const courseKey = key.courseKey.forVersion(null);
    const head = await this.versions.headOf(courseKey, courseKey.branch!);
    const before = await this.versionOf(courseKey.forBranch(null).forVersion(seen));
    if (!head || !before) return null;
    const [then, now] = [await this.stateAt(before, key), await this.stateAt(head, key)];
    const changes = changesBetween(then, now).filter(({ block }) => block === blockRefOf(key)).map((change) =>
      BlockChangeResponse.from(
        change,
        { before: courseKey.forBranch(null).forVersion(seen), after: courseKey },
        this.urls,
      ),
    );
    const [edited] = await this.dataSource.query<{ created_by: string | null; created: Date }[]>(
      'SELECT created_by, created FROM versions WHERE guid = $1',
      [error.extra.current_version],
    );
    return new AppError('precondition_failed', error.message, {
      extra: {
        ...error.extra,
        ...(edited && { edited: { by: edited.created_by, on: edited.created.toISOString() } }),
        changes,
      },
    });
  }

  private async versionOf(key: Parameters<typeof courseOf>[0]): Promise<CourseVersion | null> {
    try {
      return await this.versions.resolve(key, { readsDrafts: true });
    } catch {
      return null;
    }
  }

  /** The block and its parent, which says where it stands. */
  private async stateAt(version: CourseVersion, key: UsageKey): Promise<ReadonlyMap<BlockRef, ComparableBlock>> {
    const block = blockRefOf(key);
    const found = await this.reader.blocks(version, [block]);
    const parent = found.get(block)?.parent;
    if (!parent) return found;
    const holder = (await this.reader.blocks(version, [parent])).get(parent);
    // The parent is there for the position alone: what else became of it was not asked.
    return holder ? new Map([...found, [parent, { ...holder, displayName: null, settings: {}, definition: '' }]]) : found;
  }
}
