import { Transform, type TransformCallback } from 'node:stream';
import { shownBytes, type ArchiveLimits } from './archive-limits.js';
import { InvalidArchiveError } from './invalid-archive-error.js';

/** Passes bytes on, counts them, and lets `check` refuse to go on. */
export class ByteMeter extends Transform {
  bytes = 0;

  /** @param check is called with the count after each chunk; what it throws ends the stream */
  constructor(private readonly check: (bytes: number) => void) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    try {
      this.check(this.bytes);
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, chunk);
  }
}

/** @throws InvalidArchiveError if the archive itself is larger than is taken */
export function checkCompressedBytes(bytes: number, limits: ArchiveLimits): void {
  if (bytes > limits.compressedBytes) {
    throw new InvalidArchiveError(
      'archive_too_large',
      `The archive is larger than ${shownBytes(limits.compressedBytes)}. Leave out large assets, or ask for a higher limit.`,
    );
  }
}

/**
 * Stops what unpacks to far more than it weighs while it unpacks, whatever its headers say (research: operations C6.3).
 * @throws InvalidArchiveError
 */
export function checkRatio(compressed: number, unpacked: number, limits: ArchiveLimits): void {
  if (unpacked > limits.ratioFromBytes && unpacked > compressed * limits.ratio) {
    throw new InvalidArchiveError(
      'compression_ratio',
      `The archive unpacks to more than ${limits.ratio} times its size, as no course does. Leave out the files that pack so well.`,
    );
  }
}
