import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DEFAULT_ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.js';
import { archiveType, peek } from './archive-type.js';
import { ByteMeter, checkCompressedBytes } from './byte-meter.js';
import { IndexedFiles, type PlaceReader } from './indexed-files.js';
import { MemberIndex } from './member-index.js';
import type { OlxFiles } from './olx-files.js';
import { openFolder } from './open-folder.js';
import { SpoolFile, type SpoolPlace } from './spool-file.js';
import { spoolTarGz } from './spool-tar.js';
import { spoolZip } from './spool-zip.js';

export interface OpenArchiveOptions {
  /** An existing folder for the temporary file. Nothing in it ever has a name that came from the archive. */
  readonly spoolDirectory: string;
  /** The name under which the archive was sent; its extension must agree with the content (OLX rule 1). */
  readonly fileName?: string;
  readonly limits?: Partial<ArchiveLimits>;
  readonly signal?: AbortSignal;
}

function spoolReader(spool: SpoolFile): PlaceReader<SpoolPlace> {
  return {
    sizeOf: (place) => place.length,
    read: (place) => spool.read(place),
    stream: (place) => spool.stream(place),
    close: () => spool.close(),
  };
}

/** A zip file is read from its end, so one that arrives as a stream is put on disk first. */
async function spoolZipStream(
  input: Readable,
  spool: SpoolFile,
  index: MemberIndex<SpoolPlace>,
  options: OpenArchiveOptions,
): Promise<void> {
  const archive = await SpoolFile.create(options.spoolDirectory);
  try {
    const meter = new ByteMeter((bytes) => checkCompressedBytes(bytes, index.limits));
    await pipeline(
      input,
      meter,
      async (chunks) => {
        for await (const chunk of chunks) await archive.append(chunk as Buffer);
      },
      { signal: options.signal },
    );
    await archive.flush();
    await spoolZip(archive.fd, archive.length, spool, index, options.signal);
  } finally {
    await archive.close();
  }
}

/**
 * Opens an archive of which the bytes arrive as a stream. All of it is read, checked and spooled to one nameless temporary
 * file before the promise is fulfilled; nothing is left behind when it is refused.
 * @throws InvalidArchiveError for whatever is wrong with the archive
 */
export async function openArchive(input: Readable, options: OpenArchiveOptions): Promise<OlxFiles> {
  const index = new MemberIndex<SpoolPlace>({ ...DEFAULT_ARCHIVE_LIMITS, ...options.limits });
  const spool = await SpoolFile.create(options.spoolDirectory);
  try {
    const type = archiveType(await peek(input), options.fileName);
    if (type === 'zip') await spoolZipStream(input, spool, index, options);
    else await spoolTarGz(input, spool, index, options.signal);
    await spool.flush();
    return new IndexedFiles(index, spoolReader(spool));
  } catch (error) {
    input.destroy();
    await spool.close();
    throw error;
  }
}

async function isZip(path: string): Promise<boolean> {
  const input = createReadStream(path, { end: 3 });
  try {
    return archiveType(await peek(input), basename(path)) === 'zip';
  } finally {
    input.destroy();
  }
}

async function openZipFile(path: string, options: OpenArchiveOptions): Promise<OlxFiles> {
  const index = new MemberIndex<SpoolPlace>({ ...DEFAULT_ARCHIVE_LIMITS, ...options.limits });
  const spool = await SpoolFile.create(options.spoolDirectory);
  const archive = await open(path, 'r');
  try {
    const { size } = await archive.stat();
    checkCompressedBytes(size, index.limits);
    await spoolZip(archive.fd, size, spool, index, options.signal);
    await spool.flush();
    return new IndexedFiles(index, spoolReader(spool));
  } catch (error) {
    await spool.close();
    throw error;
  } finally {
    await archive.close();
  }
}

/**
 * Opens a course on disk: a folder as it lies there, or an archive, by its content and extension.
 * @throws InvalidArchiveError for whatever is wrong with it; errors of the system, such as ENOENT, as they are
 */
export async function openPath(path: string, options: Omit<OpenArchiveOptions, 'fileName'>): Promise<OlxFiles> {
  if ((await stat(path)).isDirectory()) return openFolder(path, options);
  if (await isZip(path)) return openZipFile(path, options);
  return openArchive(createReadStream(path), { ...options, fileName: basename(path) });
}
