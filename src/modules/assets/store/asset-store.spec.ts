import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AssetTooLargeError, BlobMissingError } from './asset-store.errors.js';
import type { AssetStore } from './asset-store.js';
import { FileAssetStore } from './file-asset-store.js';

/** A store under test, and what it holds that is no blob: what a call that failed may have left. */
interface Subject {
  readonly store: AssetStore;
  leftovers(): Promise<number>;
  remove(): Promise<void>;
}

/** Every kind of store; a new one is added here and has to pass as it stands (SPEC A-4: "same tests for both"). */
const STORES: readonly (readonly [string, () => Promise<Subject>])[] = [
  [
    'file:',
    async () => {
      const root = await mkdtemp(path.join(tmpdir(), 'asset-store-'));
      return {
        store: new FileAssetStore(root),
        leftovers: async () => (await readdir(path.join(root, 'staging'))).length,
        remove: () => rm(root, { recursive: true, force: true }),
      };
    },
  ],
];

const LIMIT = { maxBytes: 64 * 1024 * 1024 };
const shaOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe.each(STORES)('An asset store (%s)', (_, make) => {
  let subject: Subject;
  let store: AssetStore;
  beforeEach(async () => {
    subject = await make();
    store = subject.store;
  });
  afterEach(() => subject.remove());

  it('refuses a stream that is larger than it may be, and keeps nothing of it', async () => {
    const bytes = randomBytes(200_000);
    await expect(store.put(Readable.from([bytes]), { maxBytes: 199_999 })).rejects.toBeInstanceOf(AssetTooLargeError);
    await expect(store.stat(shaOf(bytes))).resolves.toBeNull();
    await expect(subject.leftovers()).resolves.toBe(0);
  });

  it('fails with the stream’s own error when that breaks, and keeps nothing of it', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half of ');
        throw new Error('the archive is truncated');
      })(),
    );
    await expect(store.put(broken, LIMIT)).rejects.toThrow('the archive is truncated');
    await expect(subject.leftovers()).resolves.toBe(0);
  });

  it('stops at a signal while the stream gives nothing more, with the signal’s reason', async () => {
    const stop = new AbortController();
    const endless = new Readable({ read: () => undefined });
    endless.push('x');
    const put = store.put(endless, { ...LIMIT, signal: stop.signal });
    setImmediate(() => stop.abort(new Error('cancelled by its owner')));
    await expect(put).rejects.toThrow('cancelled by its owner');
    expect(endless.destroyed).toBe(true);
    await expect(subject.leftovers()).resolves.toBe(0);
  });

  it('does not begin when the signal has come before', async () => {
    const source = Readable.from([Buffer.from('x')]);
    await expect(store.put(source, { ...LIMIT, signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    );
    await expect(store.stat(shaOf(Buffer.from('x')))).resolves.toBeNull();
  });

  it('takes nothing for a hash that is none, such as a path', async () => {
    for (const name of ['../../etc/passwd', '', 'AB'.repeat(32), `${'ab'.repeat(31)}/.`, `${'ab'.repeat(32)}\n`]) {
      await expect(store.open(name)).rejects.toBeInstanceOf(TypeError);
      await expect(store.stat(name)).rejects.toBeInstanceOf(TypeError);
      await expect(store.delete(name)).rejects.toBeInstanceOf(TypeError);
    }
  });

  it('says that a blob is missing, and that a range reaches beyond one', async () => {
    await expect(store.open('0'.repeat(64))).rejects.toBeInstanceOf(BlobMissingError);
    const { sha256 } = await store.put(Readable.from([Buffer.from('four')]), LIMIT);
    await expect(store.open(sha256, { start: 0, end: 4 })).rejects.toBeInstanceOf(BlobMissingError);
  });

  it('keeps what it is given under its hash, and hands it out whole and in parts', async () => {
    const bytes = randomBytes(300_001);
    const blob = await store.put(Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]), LIMIT);
    expect(blob).toEqual({ sha256: shaOf(bytes), size: 300_001, created: true });
    await expect(store.stat(blob.sha256)).resolves.toEqual({ size: 300_001 });
    expect((await buffer(await store.open(blob.sha256))).equals(bytes)).toBe(true);
    const part = await buffer(await store.open(blob.sha256, { start: 299_000, end: 300_000 }));
    expect(part.equals(bytes.subarray(299_000))).toBe(true);
    await expect(subject.leftovers()).resolves.toBe(0);
  });

  it('keeps empty files', async () => {
    const { sha256, size } = await store.put(Readable.from([]), LIMIT);
    expect({ sha256, size }).toEqual({ sha256: shaOf(Buffer.alloc(0)), size: 0 });
    expect((await buffer(await store.open(sha256))).length).toBe(0);
  });

  it('keeps the same bytes once (SPEC A-4)', async () => {
    const first = await store.put(Readable.from([Buffer.from('the same')]), LIMIT);
    const second = await store.put(Readable.from([Buffer.from('the '), Buffer.from('same')]), LIMIT);
    expect(second).toEqual({ ...first, created: false });
    await expect(store.delete(first.sha256)).resolves.toBe(true);
    await expect(store.delete(first.sha256)).resolves.toBe(false);
    await expect(store.stat(first.sha256)).resolves.toBeNull();
  });

  it('keeps them whole when many bring them at the same moment', async () => {
    const bytes = randomBytes(500_000);
    const blobs = await Promise.all(Array.from({ length: 8 }, () => store.put(Readable.from([bytes]), LIMIT)));
    expect(new Set(blobs.map(({ sha256 }) => sha256))).toEqual(new Set([shaOf(bytes)]));
    expect(blobs.some(({ created }) => created)).toBe(true);
    expect((await buffer(await store.open(shaOf(bytes)))).equals(bytes)).toBe(true);
    await expect(subject.leftovers()).resolves.toBe(0);
  });

  it('lets who reads a blob read on when it is deleted', async () => {
    const bytes = randomBytes(1_000_000);
    const { sha256 } = await store.put(Readable.from([bytes]), LIMIT);
    const reading = await store.open(sha256);
    await store.delete(sha256);
    expect((await buffer(reading)).equals(bytes)).toBe(true);
  });

  it('says that it works', async () => {
    await expect(store.check()).resolves.toBeUndefined();
  });
});
