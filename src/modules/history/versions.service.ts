import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Principal } from '../../common/auth/principal.js';
import { InvalidInputError, NotFoundError } from '../../common/errors/app-error.js';
import { CourseKey, UsageKey } from '../../common/opaque-keys/index.js';
import { usernameOf } from '../../common/pagination/key-parameters.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import { blockRefOf, ContentComparison, type StoredVersion, VersionHistory } from '../content/index.js';
import type { ListBlockVersionsQuery, ListVersionsQuery } from './dto/list-versions.query.js';
import { BlockUnknownError, BlockVersionNotFoundError, VersionNotFoundError } from './history.errors.js';
import type { BlockVersionView, CountedVersion, WholeVersion } from './version-view.js';
import { VersionViews } from './version-views.service.js';
import { versionCollection } from './versions.collection.js';

/** The history of courses and blocks, for those who read drafts (SPEC C-6, section 8); that they do, the guard has decided. */
@Injectable()
export class VersionsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly history: VersionHistory,
    private readonly comparison: ContentComparison,
    private readonly views: VersionViews,
  ) {}

  /** @throws NotFoundError, InvalidInputError for a block of another course */
  async page(principal: Principal, key: CourseKey, query: ListVersionsQuery): Promise<Page<CountedVersion>> {
    const courseId = await this.courseIdOf(key);
    const block = query.block === undefined ? undefined : { courseId, block: blockRefOf(blockIn(key, query.block)) };
    const page = await this.pageOf(principal, courseId, { ...query, block });
    return page.with(await this.views.counted(principal, page.items));
  }

  /** @throws VersionNotFoundError */
  async get(principal: Principal, key: CourseKey, guid: string): Promise<WholeVersion> {
    return this.views.whole(principal, await this.versionOf(key, guid));
  }

  /** The versions that did something to a block. @throws BlockUnknownError */
  async pageOfBlock(
    principal: Principal,
    key: UsageKey,
    query: ListBlockVersionsQuery,
  ): Promise<Page<BlockVersionView>> {
    const courseId = await this.courseIdOf(key.courseKey);
    const block = blockRefOf(key);
    const page = await this.pageOf(principal, courseId, { ...query, block: { courseId, block } });
    if (page.count === 0 && (await this.comparison.versionsOf(courseId, block)).size === 0)
      throw new BlockUnknownError(key);
    return page.with(await this.views.ofBlock(principal, page.items, block));
  }

  /** @throws BlockVersionNotFoundError */
  async getOfBlock(principal: Principal, key: UsageKey, guid: string): Promise<BlockVersionView> {
    const version = await this.history.find(key.courseKey, guid);
    const [view] = version ? await this.views.ofBlock(principal, [version], blockRefOf(key)) : [];
    if (!view) throw new BlockVersionNotFoundError(guid, key);
    return view;
  }

  private pageOf(
    principal: Principal,
    courseId: number,
    query: Omit<ListVersionsQuery, 'block'> & {
      readonly block?: { readonly courseId: number; readonly block: string };
    },
  ): Promise<Page<StoredVersion>> {
    const asked = { ...query, created_by: usernameOf(query.created_by, principal) };
    return versionCollection.page(this.dataSource.manager, asked, sql`v.course_id = ${courseId}`);
  }

  private async versionOf(key: CourseKey, guid: string): Promise<StoredVersion> {
    const version = await this.history.find(key, guid);
    if (!version) throw new VersionNotFoundError(guid, key);
    return version;
  }

  private async courseIdOf(key: CourseKey): Promise<number> {
    const courseId = await this.history.courseIdOf(key);
    if (courseId === null) throw new NotFoundError(`course "${key}"`);
    return courseId;
  }
}

function blockIn(course: CourseKey, named: string): UsageKey {
  const key = UsageKey.parse(named);
  if (String(key.courseKey.withoutBranchAndVersion()) !== String(course.withoutBranchAndVersion()))
    throw new InvalidInputError({ block: [`block is "${named}", which is of another course than ${course}.`] });
  return key;
}
