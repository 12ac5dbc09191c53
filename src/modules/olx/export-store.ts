import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Readable } from 'node:stream';
import { DataSource, type EntityManager } from 'typeorm';
import { AppConfig } from '../../common/config/app-config.js';
import type { CourseKey } from '../../common/opaque-keys/index.js';
import type { Page } from '../../common/pagination/page.js';
import { sql } from '../../common/pagination/sql.js';
import { type AssetStore, openAssetStore } from '../assets/index.js';
import type { ListExportsQuery } from './dto/list-exports.query.js';
import { EXPORT_COLUMNS, EXPORT_OWNER, exportCollection, type StoredExport } from './exports.collection.js';
import { ExportNotFoundError } from './exports.errors.js';

/** How long an archive can be downloaded. */
const KEPT = '24 hours';
const SWEEP_MS = 600_000;

/** A finished export as it is noted. */
export type NewExport = Omit<StoredExport, 'created' | 'expires' | 'sha256' | 'size'>;

/**
 * The archives that can be downloaded: their rows, and their bytes in a store of their own beside the assets', where every
 * process finds them. The same versions give the same bytes, so several exports may share a blob: it goes with the last of them.
 */
@Injectable()
export class ExportStore implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Where the bytes are. */
  readonly blobs: AssetStore;
  private readonly logger = new Logger(ExportStore.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    config: AppConfig,
  ) {
    this.blobs = openAssetStore(new URL('exports/', config.assetStoreUrl));
  }

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.trySweep(), SWEEP_MS).unref();
    await this.blobs.sweepStaging().catch((error: unknown) => this.logger.debug({ err: error }, 'Nothing was swept.'));
    await this.trySweep();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Takes an archive to its end, and notes it. What rejects has left nothing that could be found. */
  async add(archive: Readable, describe: () => NewExport, signal: AbortSignal): Promise<StoredExport> {
    const { sha256, size } = await this.blobs.put(archive, { maxBytes: Infinity, signal });
    const made = describe();
    return this.dataSource.transaction(async (manager) => {
      // Whoever deletes an older export of the same bytes does so before this, or sees the row.
      await lockBlob(manager, sha256);
      if ((await this.blobs.stat(sha256)) === null) throw new Error('The archive was removed while it was noted.');
      await manager.query(
        `INSERT INTO course_exports (id, course_key, branch, versions, format, file_name, size, sha256, blocks, files, oddities, created_by_id, expires)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (SELECT id FROM users WHERE username = $12), now() + interval '${KEPT}'`,
        [
          made.id,
          made.courseKey,
          made.branch,
          JSON.stringify(made.versions),
          made.format,
          made.fileName,
          size,
          sha256,
          made.blocks,
          made.files,
          made.oddities,
          made.createdBy,
        ],
      );
      return (await this.find(made.id, made.courseKey, manager))!;
    });
  }

  async page(courseKey: CourseKey, query: ListExportsQuery): Promise<Page<StoredExport>> {
    const visible = sql`e.course_key = ${courseKey.withoutBranchAndVersion().toString()} AND e.expires > now()`;
    return exportCollection.page(this.dataSource.manager, query, visible);
  }

  /** @throws ExportNotFoundError */
  async get(courseKey: CourseKey, id: string): Promise<StoredExport> {
    const found = await this.find(id, courseKey.withoutBranchAndVersion().toString());
    if (found === null) throw new ExportNotFoundError(id);
    return found;
  }

  /** Removes what has expired, rows and bytes; says how many. Safe while others export and download. */
  async sweep(): Promise<number> {
    const expired = await this.dataSource.query<{ id: string; sha256: string }[]>(
      'SELECT id, sha256 FROM course_exports WHERE expires <= now() ORDER BY expires LIMIT 1000',
    );
    for (const { id, sha256 } of expired) {
      await this.dataSource.transaction(async (manager) => {
        await lockBlob(manager, sha256);
        await manager.query('DELETE FROM course_exports WHERE id = $1', [id]);
        const others = await manager.query<unknown[]>('SELECT FROM course_exports WHERE sha256 = $1 LIMIT 1', [sha256]);
        if (others.length === 0) await this.blobs.delete(sha256);
      });
    }
    return expired.length;
  }

  private async find(id: string, courseKey: string, manager: EntityManager = this.dataSource.manager) {
    const rows = await manager.query<StoredExport[]>(
      `SELECT ${EXPORT_COLUMNS} FROM course_exports e ${EXPORT_OWNER} WHERE e.id = $1 AND e.course_key = $2 AND e.expires > now()`,
      [id, courseKey],
    );
    return rows[0] ?? null;
  }

  private async trySweep(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      // The next round will do it.
      this.logger.debug({ err: error }, 'Exports could not be swept.');
    }
  }
}

async function lockBlob(manager: EntityManager, sha256: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`export ${sha256}`]);
}
