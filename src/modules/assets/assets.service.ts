import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import { Principal } from '../../common/auth/principal.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import { type AssetKey, CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import { courseOf, CourseStore } from '../content/index.js';
import { type AssetCopy, type AssetImportOptions, AssetImports, type ImportedAssets } from './asset-imports.service.js';
import { ASSET_COLUMNS, type AssetRecord, assetRecord, type AssetRow, type DeliverableAsset } from './asset-record.js';
import { assetCollection } from './assets.collection.js';
import type { ListAssetsQuery } from './dto/list-assets.query.js';
import type { IncomingAsset } from './staged-assets.js';

/**
 * Assets as callers may see them. Unlocked ones are open to whoever sees the course's information, which is anyone at first; a locked one exists only for
 * those who read the course's content (SPEC A-2). For everybody else it is absent from lists and a 404 alone, also for
 * callers without credentials: a 401 would tell them that there is something (SPEC R-7).
 */
@Injectable()
export class AssetsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly courses: CourseStore,
    private readonly policy: CourseAccessPolicy,
    private readonly imports: AssetImports,
  ) {}

  /** Assets of one course. @throws NotFoundError when there is no such course */
  async page(query: ListAssetsQuery, principal: Principal): Promise<Page<AssetRecord>> {
    const courseKey = CourseKey.parse(query.course);
    const course = await this.courses.find(courseKey);
    const access = await this.policy.accessOf(principal, courseKey);
    if (!course || !access.may('courses.view_course')) throw new NotFoundError(`course "${courseKey}"`);
    const { readsContent } = access;
    const ofCourse = sql`a.course_id = ${course.id}`;
    const visible = readsContent ? ofCourse : sql`${ofCourse} AND NOT a.locked`;
    return (await assetCollection.page(this.dataSource.manager, query, visible)).map(assetRecord);
  }

  /**
   * One asset. A branch in the key does no harm, since assets have none; a version names nothing (seeds/003).
   * @throws NotFoundError, the same for what is absent and for what the caller may not know of
   */
  async get(key: AssetKey, principal: Principal): Promise<DeliverableAsset> {
    const asset = await this.find(key);
    const access = asset && (await this.policy.accessOf(principal, asset.key.courseKey));
    if (!access?.may('courses.view_course') || (asset!.locked && !access.readsContent))
      throw new NotFoundError(`asset "${key}"`);
    return { ...asset!, isPublic: !asset!.locked && (await this.isOpen(asset!.key.courseKey)) };
  }

  /** Which of these files exist, by `course id/path`; one statement for any number of courses. */
  async existing(files: readonly { readonly courseId: number; readonly path: string }[]): Promise<ReadonlySet<string>> {
    const rows = await this.dataSource.query<{ course_id: number; path: string }[]>(
      `SELECT a.course_id, a.path FROM unnest($1::bigint[], $2::text[]) AS wanted (course_id, path)
         JOIN assets a ON a.course_id = wanted.course_id AND a.path = wanted.path`,
      [files.map(({ courseId }) => courseId), files.map(({ path }) => path)],
    );
    return new Set(rows.map((row) => `${row.course_id}/${row.path}`));
  }

  /** For importers: see {@link AssetImports.importInto}. */
  async importInto(
    manager: EntityManager,
    courseId: number,
    items: AsyncIterable<IncomingAsset>,
    options: AssetImportOptions,
  ): Promise<ImportedAssets> {
    return this.imports.importInto(manager, courseId, items, options);
  }

  /** For importers whose transaction was rolled back: see {@link AssetImports.discard}. */
  async discard({ staged }: ImportedAssets): Promise<void> {
    await this.imports.discard(staged);
  }

  /** Gives one course the files of another, in the caller's transaction: see {@link AssetImports.copyWithin}. */
  async copyWithin(manager: EntityManager, copy: AssetCopy): Promise<number> {
    return this.imports.copyWithin(manager, copy);
  }

  /** After rows of these hashes are gone for good: see {@link AssetImports.letGo}. */
  async letGo(hashes: readonly string[]): Promise<void> {
    await this.imports.letGo(hashes);
  }

  /** Whether anybody sees the course's information, so that shared caches may keep what belongs to it. */
  private async isOpen(courseKey: CourseKey): Promise<boolean> {
    return (await this.policy.accessOf(Principal.anonymous, courseKey)).may('courses.view_course');
  }

  private async find(key: AssetKey): Promise<AssetRecord | null> {
    if (key.assetType !== 'asset' || key.version !== null || !key.courseKey.isCourseRun()) return null;
    const rows = await this.dataSource.query<AssetRow[]>(
      `SELECT ${ASSET_COLUMNS} FROM courses c JOIN assets a ON a.course_id = c.id WHERE c.course_key = $1 AND c.deleted IS NULL AND a.path = $2`,
      [courseOf(key.courseKey), key.path],
    );
    return rows[0] ? assetRecord(rows[0]) : null;
  }
}
