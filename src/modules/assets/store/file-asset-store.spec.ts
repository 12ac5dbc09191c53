import { chmod, mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AssetStoreUnavailableError } from './asset-store.errors.js';
import { FileAssetStore } from './file-asset-store.js';
import { openAssetStore } from './open-asset-store.js';

const LIMIT = { maxBytes: 1024 };
const put = (store: FileAssetStore, text: string) => store.put(Readable.from([Buffer.from(text)]), LIMIT);

describe('FileAssetStore', () => {
  let root: string;
  let store: FileAssetStore;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'asset-store-'));
    store = new FileAssetStore(root);
  });
  afterEach(async () => {
    await chmod(root, 0o700);
    await rm(root, { recursive: true, force: true });
  });

  it('answers 503 with what an operator has to do when its folder cannot be used', async () => {
    // A file where the folder should be: refused by every system, also for root.
    const file = path.join(root, 'a-file');
    await writeFile(file, '');
    const unusable = new FileAssetStore(file);
    for (const attempt of [() => put(unusable, 'x'), () => unusable.check()]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'service_unavailable',
        status: 503,
        message: expect.stringContaining('ASSET_STORE_URL'),
      });
    }
  });

  it('answers 503 and says that room is needed when the disk is full', () => {
    const full = new AssetStoreUnavailableError(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    expect(full.status).toBe(503);
    expect(full.message).toMatch(/full.*make room/);
  });

  it('never shows a path of its own in what it tells', async () => {
    const error = await new FileAssetStore(path.join(root, 'nowhere\0')).check().catch((thrown: unknown) => thrown);
    expect((error as Error).message).not.toContain('nowhere');
  });

  it('makes a blob whole again that was cut short behind its back', async () => {
    const { sha256 } = await put(store, 'all of it');
    await truncate(path.join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256), 3);
    await expect(put(store, 'all of it')).resolves.toMatchObject({ created: true });
    expect((await buffer(await store.open(sha256))).toString()).toBe('all of it');
  });

  it('puts blobs two folders deep and makes them readable for the owner’s group only', async () => {
    const { sha256 } = await put(store, 'x');
    const file = await stat(path.join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256));
    expect(file.mode & 0o007).toBe(0);
  });

  it('sweeps what a process left behind that died, and nothing that is still written', async () => {
    const staging = path.join(root, 'staging');
    await mkdir(staging);
    await writeFile(path.join(staging, 'dead'), 'half');
    await writeFile(path.join(staging, 'alive'), 'half');
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(path.join(staging, 'dead'), longAgo, longAgo);
    await expect(store.sweepStaging()).resolves.toBe(1);
    await expect(readdir(staging)).resolves.toEqual(['alive']);
  });

  it('has nothing to sweep before its first file', async () => {
    await expect(store.sweepStaging()).resolves.toBe(0);
  });

  it('is what a file: URL opens, and no other scheme opens anything', async () => {
    const opened = openAssetStore(new URL(`file://${root}/`));
    const { sha256 } = await opened.put(Readable.from([Buffer.from('x')]), LIMIT);
    await expect(store.stat(sha256)).resolves.toEqual({ size: 1 });
    expect(() => openAssetStore(new URL('ftp://example.org/'))).toThrow('ftp:');
  });
});
