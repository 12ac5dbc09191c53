import { randomUUID } from 'node:crypto';
import { readSync } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** Where one piece of the spool lies. Both in bytes. */
export interface SpoolPlace {
  readonly offset: number;
  readonly length: number;
}

/** Small members are gathered into writes of this size: a course has tens of thousands of files of a few hundred bytes. */
const WRITE_SIZE = 1024 * 1024;

/**
 * Reads up to this size are done at once. They come from the page cache, where the bytes were put a moment ago: 2 µs, against
 * some 20 µs for the way through the thread pool, twice per html block.
 */
const SYNC_READ_SIZE = 64 * 1024;

/** Of an asset, what is in memory at a time. */
const STREAM_CHUNK = 256 * 1024;

/**
 * A temporary file without a name: it is unlinked as soon as it is open, so that the system frees it when the process ends,
 * however it ends. Where an open file cannot be unlinked, `close` does it.
 */
export class SpoolFile {
  private readonly pending: Buffer = Buffer.allocUnsafe(WRITE_SIZE);
  private pendingLength = 0;
  private writtenLength = 0;
  private closed = false;

  private constructor(
    private readonly handle: FileHandle,
    /** Set only while the file still has a name. */
    private readonly name: string | null,
  ) {}

  /** @param directory must exist and be writable */
  static async create(directory: string): Promise<SpoolFile> {
    const name = join(directory, `courseware-spool-${randomUUID()}`);
    const handle = await open(name, 'wx+', 0o600);
    try {
      await unlink(name);
      return new SpoolFile(handle, null);
    } catch {
      return new SpoolFile(handle, name);
    }
  }

  /** Bytes appended so far. */
  get length(): number {
    return this.writtenLength + this.pendingLength;
  }

  /** The descriptor, for libraries that want one. Call `flush` first. */
  get fd(): number {
    return this.handle.fd;
  }

  /** Adds bytes at the end. They are copied, so the chunk may be used again once the promise is fulfilled. */
  async append(chunk: Uint8Array): Promise<void> {
    if (chunk.length > WRITE_SIZE - this.pendingLength) await this.flush();
    if (chunk.length > WRITE_SIZE) {
      await this.write(chunk);
      return;
    }
    this.pending.set(chunk, this.pendingLength);
    this.pendingLength += chunk.length;
  }

  /** Brings everything appended to where `read` and `stream` find it. */
  async flush(): Promise<void> {
    if (this.pendingLength === 0) return;
    const length = this.pendingLength;
    this.pendingLength = 0;
    await this.write(this.pending.subarray(0, length));
  }

  async read({ offset, length }: SpoolPlace): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count =
        length <= SYNC_READ_SIZE
          ? readSync(this.handle.fd, buffer, done, length - done, offset + done)
          : (await this.handle.read(buffer, done, length - done, offset + done)).bytesRead;
      if (count === 0) throw new Error('The spooled archive ended too early.');
      done += count;
    }
    return buffer;
  }

  /** The bytes, with backpressure. Not an fs.ReadStream: destroying one closes the descriptor that all readers share. */
  stream(place: SpoolPlace): Readable {
    return Readable.from(this.chunks(place), { objectMode: false });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.handle.close();
    if (this.name !== null) await unlink(this.name);
  }

  private async *chunks({ offset, length }: SpoolPlace): AsyncGenerator<Buffer> {
    for (let done = 0; done < length; done += STREAM_CHUNK) {
      yield await this.read({ offset: offset + done, length: Math.min(STREAM_CHUNK, length - done) });
    }
  }

  private async write(chunk: Uint8Array): Promise<void> {
    let done = 0;
    while (done < chunk.length) {
      const { bytesWritten } = await this.handle.write(chunk, done, chunk.length - done, this.writtenLength);
      done += bytesWritten;
      this.writtenLength += bytesWritten;
    }
  }
}
