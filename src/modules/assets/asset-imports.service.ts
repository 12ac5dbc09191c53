import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { upsertAssets } from './asset-rows.js';
import { shareBlobs, tryOwnBlobs } from './blob-locks.js';
import { type IncomingAsset, type StagedAsset, StagedAssets } from './staged-assets.js';
import { AssetStore } from './store/asset-store.js';

export interface AssetImportOptions {
  /** Username of who imports; null for the service itself. */
  readonly editedBy: string | null;
  /** Largest file to take, in bytes; absent: whatever the archive's own limits let through. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  /** Called after each file. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What an import has brought, as long as its transaction is open. */
export interface ImportedAssets {
  readonly staged: StagedAssets;
  readonly counts: {
    /** Assets that are new or have changed in any way. */
    readonly stored: number;
    /** Assets that were there already, just so. */
    readonly unchanged: number;
    readonly total: number;
  };
}

/** From which course to which, by their internal ids. */
export interface AssetCopy {
  readonly from: number;
  readonly to: number;
  /** Username of who copies. */
  readonly by: string | null;
}

/** Files stored at once: flushing a small file to the disk is mostly waiting. */
const AT_ONCE = 4;
const DISCARD_ATTEMPTS = 8;

/**
 * Brings the files of an import into a course. An import adds and replaces, it removes nothing that the archive lacks
 * (Studio's behaviour), and to import the same again changes nothing. Bytes go to the store first, rows follow in the
 * importer's transaction, so a row never names bytes that are not there; why no other import can take them away in between
 * stands in blob-locks.ts.
 */
@Injectable()
export class AssetImports {
  private readonly logger = new Logger(AssetImports.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: AssetStore,
  ) {}

  /**
   * Stores the bytes and writes the rows. When it throws it has undone what it did; when the transaction does not commit
   * afterwards, the caller hands the result to {@link discard}. Best called last in the transaction: from here on it holds
   * locks that discards of other imports wait for.
   * @throws AssetTooLargeError, AssetStoreUnavailableError, the signal's reason, whatever `items` throws
   */
  async importInto(
    manager: EntityManager,
    courseId: number,
    items: AsyncIterable<IncomingAsset>,
    options: AssetImportOptions,
  ): Promise<ImportedAssets> {
    const staged = new StagedAssets();
    try {
      const incoming: IncomingAsset[] = [];
      for await (const item of items) incoming.push(item);
      await this.stage(incoming, staged, options);
      // In a savepoint: its roll-back gives the locks back, without which the discard below could not delete anything.
      const stored = await manager.transaction((inner) => this.write(inner, courseId, staged, options.editedBy));
      const total = staged.assets.length;
      return { staged, counts: { stored, unchanged: total - stored, total } };
    } catch (error) {
      await this.discard(staged);
      throw error;
    }
  }

  /**
   * After a roll-back: deletes the blobs that the import has made, except those that an asset of any course names by now.
   * Never throws: what it cannot delete costs room and does no other harm.
   */
  async discard(staged: StagedAssets): Promise<void> {
    await this.letGo(staged.takeCreated());
  }

  /** Gives one course the files of another: rows alone, the bytes are shared. @returns how many */
  async copyWithin(manager: EntityManager, { from, to, by }: AssetCopy): Promise<number> {
    const named = await manager.query<{ sha256: string }[]>('SELECT DISTINCT sha256 FROM assets WHERE course_id = $1', [
      from,
    ]);
    // Before the look that counts: what is deleted meanwhile is not there to be copied.
    await shareBlobs(
      manager,
      named.map(({ sha256 }) => sha256),
    );
    const rows = await manager.query<unknown[]>(
      `INSERT INTO assets (course_id, path, display_name, import_path, content_type, size, sha256, locked, attributes, edited_by)
       SELECT $2, path, display_name, import_path, content_type, size, sha256, locked, attributes, $3
         FROM assets WHERE course_id = $1 AND sha256 = ANY ($4) RETURNING 1`,
      [from, to, by, named.map(({ sha256 }) => sha256)],
    );
    return rows.length;
  }

  /** Deletes those of the blobs that no asset of any course names. Never throws, as {@link discard}. */
  async letGo(hashes: readonly string[]): Promise<void> {
    let waiting = hashes;
    try {
      for (let attempt = 1; waiting.length > 0 && attempt <= DISCARD_ATTEMPTS; attempt += 1) {
        if (attempt > 1) await sleep(25 * 2 ** attempt);
        const settled = new Set(await this.deleteUnnamed(waiting));
        waiting = waiting.filter((sha256) => !settled.has(sha256));
      }
    } catch (error) {
      this.logger.error({ err: error }, 'Files that no course has any more could not be removed from the asset store.');
    }
    if (waiting.length > 0)
      this.logger.warn(`${waiting.length} files that no course has any more are left in the asset store.`);
  }

  /** Puts the bytes of all files into the store. The first to fail stops the others; they have ended when it throws. */
  private async stage(
    incoming: readonly IncomingAsset[],
    staged: StagedAssets,
    { signal, onProgress, maxBytes }: AssetImportOptions,
  ): Promise<void> {
    const failure = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
    const waiting = incoming.entries();
    let done = 0;
    const work = async () => {
      for (const [order, item] of waiting) {
        stop.throwIfAborted();
        staged.add(order, await this.put(item, staged, maxBytes, stop));
        onProgress?.((done += 1), incoming.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, () => work().catch((error: unknown) => failure.abort(error))));
    stop.throwIfAborted();
  }

  private async write(
    manager: EntityManager,
    courseId: number,
    staged: StagedAssets,
    editedBy: string | null,
  ): Promise<number> {
    const { assets } = staged;
    await shareBlobs(
      manager,
      assets.map(({ sha256 }) => sha256),
    );
    for (const asset of assets) await this.bringBackIfMissing(asset, staged);
    return upsertAssets(manager, courseId, assets, editedBy);
  }

  /** Another import may have made a blob that this one found there, and have discarded it since. */
  private async bringBackIfMissing({ incoming, sha256, size }: StagedAsset, staged: StagedAssets): Promise<void> {
    if ((await this.store.stat(sha256)) !== null) return;
    const again = await this.put(incoming, staged, size);
    if (again.sha256 !== sha256) throw new Error(`The file ${incoming.assetKeyPath} changed while it was imported.`);
  }

  private async put(
    incoming: IncomingAsset,
    staged: StagedAssets,
    maxBytes = Infinity,
    signal?: AbortSignal,
  ): Promise<StagedAsset> {
    const { sha256, size, created } = await this.store.put(incoming.stream(), { maxBytes, signal });
    if (created) staged.noteCreated(sha256);
    return { incoming, sha256, size };
  }

  /** Deletes what no row names; those of the hashes that are settled, one way or the other. */
  private async deleteUnnamed(hashes: readonly string[]): Promise<string[]> {
    return this.dataSource.transaction('READ COMMITTED', async (manager) => {
      const owned = await tryOwnBlobs(manager, hashes);
      const rows = await manager.query<{ sha256: string }[]>(
        'SELECT DISTINCT sha256 FROM assets WHERE sha256 = ANY ($1)',
        [owned],
      );
      const named = new Set(rows.map(({ sha256 }) => sha256));
      for (const sha256 of owned) if (!named.has(sha256)) await this.store.delete(sha256);
      return owned;
    });
  }
}
