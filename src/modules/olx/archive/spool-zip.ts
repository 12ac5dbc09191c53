import type { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { crc32 } from 'node:zlib';
import { fromFd, type Entry, type LocalFileHeader, type ZipFile } from 'yauzl';
import { shownBytes } from './archive-limits.js';
import { checkRatio } from './byte-meter.js';
import { InnerLinks, linkRefused } from './inner-links.js';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import type { MemberIndex } from './member-index.js';
import { decodeMemberName } from './member-path.js';
import type { SpoolFile, SpoolPlace } from './spool-file.js';

const ENCRYPTED = 0x1;
const LOCAL_HEADER_BYTES = 30;
/** The upper half of the external attributes is the Unix mode, if a Unix tool packed the archive. */
const MODE_SHIFT = 16;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;

function corrupt(message: string, member: string | null, cause?: unknown): InvalidArchiveError {
  return new InvalidArchiveError('archive_corrupt', `${message} Export or upload it again.`, member, cause);
}

/** yauzl reports damage as plain errors without a code; errors of the system pass as they are. */
function asArchiveError(error: unknown): unknown {
  if (!isNativeError(error) || error instanceof InvalidArchiveError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && !code.startsWith('Z_')) return error;
  return corrupt(`The archive is damaged or was cut short (${error.message}).`, null, error);
}

function openZip(fd: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true };
    fromFd(fd, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

/** The entries of the central directory, one at a time. */
async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | null>((resolve, reject) => {
      const settle = (): void => {
        zip.off('entry', onEntry).off('end', onEnd).off('error', onError);
      };
      const onEntry = (found: Entry): void => (settle(), resolve(found));
      const onEnd = (): void => (settle(), resolve(null));
      const onError = (error: Error): void => (settle(), reject(error));
      zip.on('entry', onEntry).on('end', onEnd).on('error', onError);
      zip.readEntry();
    });
    if (entry === null) return;
    yield entry;
  }
}

function localHeaderOf(zip: ZipFile, entry: Entry): Promise<LocalFileHeader> {
  return new Promise((resolve, reject) => {
    zip.readLocalFileHeader(entry, {}, (error, header) => (error ? reject(error) : resolve(header)));
  });
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

function kindOf(entry: Entry, name: string): 'file' | 'folder' | 'symlink' {
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) {
    throw new InvalidArchiveError(
      'archive_encrypted',
      `The archive member ${shownName(name)} is encrypted. Pack the course without a password.`,
      name,
    );
  }
  const type = (entry.externalFileAttributes >>> MODE_SHIFT) & FILE_TYPE;
  if (type === SYMBOLIC_LINK) return 'symlink';
  // Tools other than Unix ones leave the mode empty.
  if (type !== 0 && type !== REGULAR_FILE && type !== FOLDER) {
    throw new InvalidArchiveError(
      'special_file_in_archive',
      `The archive member ${shownName(name)} is neither a file nor a folder. Pack again without it.`,
      name,
    );
  }
  return type === FOLDER || name.endsWith('/') ? 'folder' : 'file';
}

/** Unpacks one zip file onto the end of a spool. */
class ZipUnpacking {
  readonly links = new InnerLinks();
  private claimedBytes = 0;
  private unpackedBytes = 0;

  constructor(
    private readonly zip: ZipFile,
    private readonly archiveBytes: number,
    private readonly spool: SpoolFile,
    private readonly index: MemberIndex<SpoolPlace>,
  ) {}

  async unpack(entry: Entry): Promise<void> {
    // With decodeStrings off the name is its bytes, whatever the type says.
    const nameBytes = entry.fileNameRaw;
    const name = decodeMemberName(nameBytes);
    const path = this.index.admit(name);
    this.claim(entry);
    const kind = kindOf(entry, name);
    if (kind === 'symlink') this.links.add(path, await this.linkOf(entry, name));
    if (kind !== 'file') return;
    this.index.checkSize(path, entry.uncompressedSize);
    const local = await localHeaderOf(this.zip, entry);
    if (!nameBytes.equals(local.fileName)) {
      throw corrupt(`The archive names the member ${shownName(name)} differently in two places.`, name);
    }
    this.index.add(path, await this.copy(entry, name));
  }

  /** Members that share their bytes claim more than the file has: the bomb of overlapping members. */
  private claim(entry: Entry): void {
    this.claimedBytes += LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize;
    if (this.claimedBytes > this.archiveBytes) {
      throw corrupt(
        `The members of the archive claim more than the ${shownBytes(this.archiveBytes)} that it has.`,
        null,
      );
    }
  }

  /** Where a symbolic link leads: that is its content. */
  private async linkOf(entry: Entry, name: string): Promise<string> {
    if (entry.uncompressedSize > this.index.limits.pathBytes) throw linkRefused(name);
    const chunks: Buffer[] = [];
    for await (const chunk of await contentOf(this.zip, entry)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  }

  private async copy(entry: Entry, name: string): Promise<SpoolPlace> {
    const offset = this.spool.length;
    let sum = 0;
    for await (const chunk of await contentOf(this.zip, entry)) {
      const bytes = chunk as Buffer;
      this.unpackedBytes += bytes.length;
      checkRatio(this.archiveBytes, this.unpackedBytes, this.index.limits);
      sum = crc32(bytes, sum);
      await this.spool.append(bytes);
    }
    if (sum !== entry.crc32) throw corrupt(`The check sum of the archive member ${shownName(name)} is wrong.`, name);
    return { offset, length: this.spool.length - offset };
  }
}

/**
 * Unpacks a zip file onto the end of the spool, member by member, in the order of its directory.
 * @param fd open for reading; not closed
 * @param archiveBytes the length of the zip file
 * @throws InvalidArchiveError; errors of the disk as they are
 */
export async function spoolZip(
  fd: number,
  archiveBytes: number,
  spool: SpoolFile,
  index: MemberIndex<SpoolPlace>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const zip = await openZip(fd);
    const unpacking = new ZipUnpacking(zip, archiveBytes, spool, index);
    for await (const entry of entriesOf(zip)) {
      signal?.throwIfAborted();
      await unpacking.unpack(entry);
    }
    index.notices.push(...unpacking.links.check(index.paths()));
  } catch (error) {
    throw asArchiveError(error);
  }
}
