import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AssetStore } from './store/asset-store.js';

/** An asset with all that is known of it, for whoever writes the course into files. */
export interface ExportedAsset {
  readonly path: string;
  readonly displayName: string;
  readonly importPath: string | null;
  readonly contentType: string;
  readonly locked: boolean;
  readonly size: number;
  readonly sha256: string;
  readonly attributes: Record<string, unknown>;
  /** @throws BlobMissingError, AssetStoreUnavailableError */
  open(): Promise<Readable>;
}

const BATCH = 500;

/** Hands the assets of a course over, locked ones among them: the caller has asked for the right to export. */
@Injectable()
export class AssetExports {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: AssetStore,
  ) {}

  /** Every asset of a course, by path. Memory does not grow with their number. */
  async *of(courseId: number): AsyncGenerator<ExportedAsset> {
    let after = '';
    for (;;) {
      const rows = await this.dataSource.query<Omit<ExportedAsset, 'open'>[]>(
        `SELECT path, display_name AS "displayName", import_path AS "importPath", content_type AS "contentType", locked, size::int8, sha256, attributes
           FROM assets WHERE course_id = $1 AND path COLLATE "C" > $2 ORDER BY path COLLATE "C" LIMIT $3`,
        [courseId, after, BATCH],
      );
      for (const row of rows) yield { ...row, size: Number(row.size), open: () => this.store.open(row.sha256) };
      if (rows.length < BATCH) return;
      after = rows.at(-1)!.path;
    }
  }
}
