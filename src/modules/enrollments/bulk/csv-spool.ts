import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../../common/errors/app-error.js';

/** 100,000 rows of the longest names and keys. */
export const MOST_BYTES = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;

/** An uploaded file until its task has read it: without a name, so that the system frees it when the process ends. */
export class CsvSpool {
  private constructor(
    private readonly handle: FileHandle,
    private readonly length: number,
    /** SHA-256, for R-13: the same file is the same request. */
    readonly digest: string,
  ) {}

  /** Reads all bytes. @throws AppError content_too_large */
  static async from(bytes: AsyncIterable<Buffer>, directory: string): Promise<CsvSpool> {
    await mkdir(directory, { recursive: true });
    const name = path.join(directory, `courseware-bulk-${randomUUID()}`);
    const handle = await open(name, 'wx+', 0o600);
    try {
      await unlink(name);
      const hash = createHash('sha256');
      let length = 0;
      for await (const chunk of bytes) {
        length += chunk.length;
        if (length > MOST_BYTES)
          throw new AppError('content_too_large', `The file is larger than ${MOST_BYTES} bytes. Split it.`);
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
      return new CsvSpool(handle, length, hash.digest('base64url'));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The bytes from the start; may be asked for again. */
  read(): Readable {
    return Readable.from(this.chunks(), { objectMode: false });
  }

  async close(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }

  private async *chunks(): AsyncGenerator<Buffer> {
    for (let done = 0; done < this.length;) {
      const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(CHUNK), 0, CHUNK, done);
      if (bytesRead === 0) return;
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
}
