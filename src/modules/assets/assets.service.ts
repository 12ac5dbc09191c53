import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { CourseAccessPolicy } from '../../common/auth/course-access.js';
import type { Principal } from '../../common/auth/principal.js';
import { NotFoundError } from '../../common/errors/app-error.js';
import type { AssetKey, CourseKey } from '../../common/opaque-keys/index.js';
import { Page } from '../../common/pagination/page.js';
import { courseOf, CourseStore } from '../content/index.js';
import { type AssetImportOptions, AssetImports, type ImportedAssets } from './asset-imports.service.js';
import { likePatterns } from './asset-kinds.js';
import { ASSET_COLUMNS, type AssetRecord, assetRecord, type AssetRow } from './asset-record.js';
import { assetOrderings, type ListAssetsQuery } from './dto/list-assets.query.js';
import type { IncomingAsset } from './staged-assets.js';

/**
 * Assets as callers may see them. Unlocked ones are open to anyone, as course information is; a locked one exists only for
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
  async page(courseKey: CourseKey, query: ListAssetsQuery, principal: Principal): Promise<Page<AssetRecord>> {
    const course = await this.courses.find(courseKey);
    if (!course) throw new NotFoundError(`course "${courseKey}"`);
    const { readsContent } = await this.policy.accessOf(principal, courseKey);
    const { where, values } = conditions(course.id, query, readsContent);
    const from = `FROM assets a JOIN courses c ON c.id = a.course_id WHERE ${where}`;
    const [{ count }] = await this.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count ${from}`,
      values,
    );
    const rows = await this.dataSource.query<AssetRow[]>(
      `SELECT ${ASSET_COLUMNS} ${from} ORDER BY ${assetOrderings.sql(query)} LIMIT ${query.page_size} OFFSET ${query.page * query.page_size}`,
      values,
    );
    return new Page(rows.map(assetRecord), count, query.page, query.page_size);
  }

  /**
   * One asset. A branch in the key does no harm, since assets have none; a version names nothing (seeds/003).
   * @throws NotFoundError, the same for what is absent and for what the caller may not know of
   */
  async get(key: AssetKey, principal: Principal): Promise<AssetRecord> {
    const asset = await this.find(key);
    if (!asset || (asset.locked && !(await this.readsContent(principal, asset))))
      throw new NotFoundError(`asset "${key}"`);
    return asset;
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

  private async readsContent(principal: Principal, { key }: AssetRecord): Promise<boolean> {
    return (await this.policy.accessOf(principal, key.courseKey)).readsContent;
  }

  private async find(key: AssetKey): Promise<AssetRecord | null> {
    if (key.assetType !== 'asset' || key.version !== null || !key.courseKey.isCourseRun()) return null;
    const rows = await this.dataSource.query<AssetRow[]>(
      `SELECT ${ASSET_COLUMNS} FROM courses c JOIN assets a ON a.course_id = c.id WHERE c.course_key = $1 AND a.path = $2`,
      [courseOf(key.courseKey), key.path],
    );
    return rows[0] ? assetRecord(rows[0]) : null;
  }
}

/** The WHERE of a list. Filters narrow and never widen what the caller may see. */
function conditions(
  courseId: number,
  query: ListAssetsQuery,
  readsContent: boolean,
): { where: string; values: unknown[] } {
  const values: unknown[] = [courseId];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const terms = ['a.course_id = $1'];
  if (!readsContent) terms.push('NOT a.locked');
  if (query.locked !== undefined) terms.push(`a.locked = ${bound(query.locked)}`);
  if (query.content_type !== undefined)
    terms.push(`starts_with(a.content_type, ${bound(query.content_type.toLowerCase())})`);
  if (query.kind !== undefined) {
    const { patterns, negated } = likePatterns(query.kind);
    terms.push(`${negated ? 'NOT ' : ''}a.content_type LIKE ANY (${bound(patterns)}::text[])`);
  }
  // Every word stands somewhere in the name, as in Studio's search.
  for (const word of (query.text_search ?? '').split(/\s+/).filter(Boolean)) {
    terms.push(`a.display_name ILIKE ${bound(`%${word.replace(/[\\%_]/g, '\\$&')}%`)}`);
  }
  return { where: terms.join(' AND '), values };
}
