import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, type Header } from 'tar-stream';
import { ByteMeter, checkCompressedBytes, checkRatio } from './byte-meter.js';
import { InnerLinks, linkRefused } from './inner-links.js';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import type { MemberIndex } from './member-index.js';
import { decodeMemberName } from './member-path.js';
import type { SpoolFile, SpoolPlace } from './spool-file.js';

const UNPACK_CHUNK = 64 * 1024;

/** One member, as tar-stream hands it over. */
type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/** tar-stream's type declarations leave this option out. With it names come as bytes, so that we can see whether they are UTF-8. */
const NAMES_AS_BYTES: object = { filenameEncoding: 'latin1' };

function paxOf(header: Header): Readonly<Record<string, string>> {
  return (header.pax ?? {}) as Record<string, string>;
}

/** The name of a member: a PAX record, which tar-stream decodes as the UTF-8 that it must be, or bytes of the header. */
function nameOf(header: Header): string {
  return paxOf(header).path ?? decodeMemberName(Buffer.from(header.name, 'latin1'));
}

/** Where a symbolic link leads. */
function linkOf(header: Header): string {
  // tar-stream has null for an empty one, whatever its types say.
  return paxOf(header).linkpath ?? Buffer.from((header.linkname as string | null) ?? '', 'latin1').toString();
}

/**
 * What the member is.
 * @throws InvalidArchiveError for hard links, and for anything else that is neither file, folder nor symbolic link
 */
function kindOf(header: Header, name: string): 'file' | 'folder' | 'symlink' {
  const sparse = Object.keys(paxOf(header)).some((key) => key.startsWith('GNU.sparse'));
  if (sparse) throw specialFile(name, 'a sparse file');
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      return 'file';
    case 'directory':
      return 'folder';
    case 'symlink':
      return 'symlink';
    case 'link':
      throw linkRefused(name);
    default:
      // tar-stream reports a kind that it does not know as null: old GNU sparse files, volume labels, …
      throw specialFile(name, `a ${(header.type as string | null) ?? 'member of an unknown kind'}`);
  }
}

function specialFile(name: string, what: string): InvalidArchiveError {
  return new InvalidArchiveError(
    'special_file_in_archive',
    `The archive member ${shownName(name)} is ${what}. Only plain files and folders are taken: pack again without it.`,
    name,
  );
}

/** Library errors have no code of ours: zlib's begin with Z_, tar-stream's have none. Errors of the system pass as they are. */
function asArchiveError(error: unknown): unknown {
  if (!isNativeError(error) || error instanceof InvalidArchiveError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && !code.startsWith('Z_')) return error;
  return new InvalidArchiveError(
    'archive_corrupt',
    `The archive is damaged or was cut short (${error.message}). Export or upload it again.`,
    null,
    error,
  );
}

/** Unpacks one tar onto the end of a spool. */
class TarUnpacking {
  readonly links = new InnerLinks();

  constructor(
    private readonly spool: SpoolFile,
    private readonly index: MemberIndex<SpoolPlace>,
  ) {}

  async unpack(entry: Entry): Promise<void> {
    const name = nameOf(entry.header);
    const path = this.index.admit(name);
    const kind = kindOf(entry.header, name);
    if (kind === 'file') {
      await this.copy(entry, path);
      return;
    }
    if (kind === 'symlink') this.links.add(path, linkOf(entry.header));
    entry.resume();
  }

  private async copy(entry: Entry, path: string): Promise<void> {
    const length = entry.header.size;
    this.index.checkSize(path, length);
    this.index.add(path, { offset: this.spool.length, length });
    for await (const chunk of entry) await this.spool.append(chunk as Uint8Array);
  }
}

/**
 * Unpacks a gzipped tar onto the end of the spool, member by member. Zero blocks between members are passed over, as tar's
 * --ignore-zeros does: whatever follows them is held to the same rules.
 * @throws InvalidArchiveError; errors of the input and of the disk as they are
 */
export async function spoolTarGz(
  input: Readable,
  spool: SpoolFile,
  index: MemberIndex<SpoolPlace>,
  signal?: AbortSignal,
): Promise<void> {
  const compressed = new ByteMeter((bytes) => checkCompressedBytes(bytes, index.limits));
  const gunzip = createGunzip({ chunkSize: UNPACK_CHUNK });
  const unpacked = new ByteMeter((bytes) => checkRatio(compressed.bytes, bytes, index.limits));
  const entries = extract(NAMES_AS_BYTES);
  const pumped = pipeline(input, compressed, gunzip, unpacked, entries as unknown as NodeJS.WritableStream, {
    signal,
  }).then(
    () => null,
    (error: unknown) => error,
  );
  const unpacking = new TarUnpacking(spool, index);
  try {
    for await (const entry of entries) await unpacking.unpack(entry);
  } catch (error) {
    entries.destroy(error as Error);
    const first = await pumped;
    // What fails here ends the pipeline, which then reports its own end too soon; the cause is what counts, be it a
    // refusal of ours or a full disk.
    const isConsequence = (first as NodeJS.ErrnoException | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE';
    throw asArchiveError(error instanceof InvalidArchiveError || isConsequence ? error : (first ?? error));
  }
  const failure = await pumped;
  if (failure !== null) throw asArchiveError(failure);
  if (gunzip.bytesWritten < compressed.bytes) {
    throw new InvalidArchiveError(
      'trailing_data',
      'Something follows the end of the gzip data. Export or upload the archive again.',
    );
  }
  index.notices.push(...unpacking.links.check(index.paths()));
}
