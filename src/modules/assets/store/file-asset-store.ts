import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { AssetStoreUnavailableError, AssetTooLargeError, BlobMissingError } from './asset-store.errors.js';
import { AssetStore, assertSha256, type ByteRange, type PutOptions, type StoredBlob } from './asset-store.js';

/** A file that nothing has written to for so long belongs to nobody any more. */
const STALE_STAGING_MS = 60 * 60 * 1000;
/** Of each open download; 200 slow ones must not need much memory (operations.md G12). */
const READ_CHUNK = 128 * 1024;

/**
 * Blobs as files: `ab/cd/abcd…` under a root folder, so that no folder has more than some thousands of entries. Bytes are
 * written to `staging/`, flushed to the disk, and renamed to their name: under a blob's name there is only ever the whole of
 * it, whatever fails when. The root may be shared by many processes and machines.
 */
export class FileAssetStore extends AssetStore {
  private readonly staging: string;

  /** @param root absolute folder; made when it is first written to */
  constructor(private readonly root: string) {
    super();
    this.staging = path.join(root, 'staging');
  }

  async put(content: Readable, options: PutOptions): Promise<StoredBlob> {
    // It may fail before anybody reads it; without a listener that would end the process. Reading reports it.
    content.on('error', () => undefined);
    if (options.signal) addAbortSignal(options.signal, content);
    const staged = path.join(this.staging, randomUUID());
    try {
      const blob = await this.write(content, staged, options.maxBytes);
      if (blob.created) await this.publish(staged, blob.sha256);
      return blob;
    } catch (error) {
      options.signal?.throwIfAborted();
      throw error;
    } finally {
      content.destroy();
      // What cannot be removed now is swept at a later start.
      await rm(staged, { force: true }).catch(() => undefined);
    }
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const handle = await this.handleOf(sha256);
    try {
      const { size } = await handle.stat();
      if (range && range.end >= size) throw new BlobMissingError(sha256);
      return handle.createReadStream({ start: range?.start, end: range?.end, highWaterMark: READ_CHUNK });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async stat(sha256: string): Promise<{ readonly size: number } | null> {
    const size = await sizeOf(this.pathOf(sha256));
    return size === null ? null : { size };
  }

  async delete(sha256: string): Promise<boolean> {
    const file = this.pathOf(sha256);
    try {
      await unlink(file);
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw new AssetStoreUnavailableError(error);
    }
  }

  async sweepStaging(): Promise<number> {
    let swept = 0;
    for (const name of await readdir(this.staging).catch(emptyWhenAbsent)) {
      const file = path.join(this.staging, name);
      const found = await stat(file).catch(() => null);
      if (!found?.isFile() || Date.now() - found.mtimeMs < STALE_STAGING_MS) continue;
      await rm(file, { force: true });
      swept += 1;
    }
    return swept;
  }

  async check(): Promise<void> {
    try {
      await mkdir(this.staging, { recursive: true });
      await access(this.staging, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw new AssetStoreUnavailableError(error);
    }
  }

  private pathOf(sha256: string): string {
    assertSha256(sha256);
    return path.join(this.root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }

  private async handleOf(sha256: string): Promise<FileHandle> {
    const file = this.pathOf(sha256);
    try {
      return await open(file, 'r');
    } catch (error) {
      if (isAbsent(error)) throw new BlobMissingError(sha256, { cause: error });
      throw new AssetStoreUnavailableError(error);
    }
  }

  /**
   * The stream as a file; flushed, unless the store has the blob already and this file is not needed. Errors of the file are
   * the store's; errors of the stream stay what they are.
   */
  private async write(content: Readable, file: string, maxBytes: number): Promise<StoredBlob> {
    const handle = await ours(mkdir(this.staging, { recursive: true }).then(() => open(file, 'wx', 0o640)));
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBytes) throw new AssetTooLargeError(maxBytes);
        hash.update(chunk);
        await ours(handle.appendFile(chunk));
      }
      const sha256 = hash.digest('hex');
      const created = (await sizeOf(this.pathOf(sha256))) !== size;
      if (created) await ours(handle.sync());
      return { sha256, size, created };
    } finally {
      await ours(handle.close());
    }
  }

  /** Gives a staged file its name. Of two that come here at once the second replaces the first's file with the same bytes. */
  private async publish(staged: string, sha256: string): Promise<void> {
    const target = this.pathOf(sha256);
    const folder = path.dirname(target);
    const firstMade = await ours(mkdir(folder, { recursive: true }));
    await ours(rename(staged, target));
    // Without this a crash of the machine could forget the name of a file whose bytes it kept.
    await syncFolder(folder);
    if (firstMade !== undefined) await Promise.all([syncFolder(path.dirname(folder)), syncFolder(this.root)]);
  }
}

/** Turns what the file system says into what the service says. */
async function ours<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw new AssetStoreUnavailableError(error);
  }
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw new AssetStoreUnavailableError(error);
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps names by itself.
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function isAbsent(error: unknown): boolean {
  return (error as { code?: string }).code === 'ENOENT';
}

function emptyWhenAbsent(error: unknown): string[] {
  if (isAbsent(error)) return [];
  throw new AssetStoreUnavailableError(error);
}
