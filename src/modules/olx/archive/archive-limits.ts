/** What an archive may cost before it is refused. Sizes are in bytes, of the unpacked content unless said otherwise. */
export interface ArchiveLimits {
  /** Everything that the archive holds; also the most that is written to the spool directory. */
  readonly totalBytes: number;
  /** The archive itself, as it comes. */
  readonly compressedBytes: number;
  /** Files and folders together. */
  readonly members: number;
  /** One file under `static/`, or of any kind that the reader does not parse. */
  readonly assetBytes: number;
  /** One XML, HTML or JSON file, which is held in memory while it is read. */
  readonly documentBytes: number;
  /** Bytes out for each byte in, once more than `ratioFromBytes` have come out. Text packs at most some 20:1. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  /** One path, in bytes of UTF-8. */
  readonly pathBytes: number;
  /** One name between slashes, in bytes of UTF-8: what common file systems take, so that a folder export can hold it. */
  readonly nameBytes: number;
  /** Folders within folders. */
  readonly depth: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Room for a course of 100,000 blocks, half of which are html (two files each), with its videos. */
export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  totalBytes: 2 * GIB,
  compressedBytes: 2 * GIB,
  members: 250_000,
  assetBytes: GIB,
  documentBytes: 20 * MIB,
  ratio: 100,
  ratioFromBytes: 10 * MIB,
  pathBytes: 1024,
  nameBytes: 255,
  depth: 32,
};

const DOCUMENT = /\.(?:xml|html?|json)$/i;
const ASSET_FOLDER = /(?:^|\/)static(?:_import)?\//;

/** The most that the file at `path` may hold: a document is parsed in memory, an asset is only streamed. */
export function byteLimitOf(path: string, limits: ArchiveLimits): number {
  return DOCUMENT.test(path) && !ASSET_FOLDER.test(path) ? limits.documentBytes : limits.assetBytes;
}

/** `bytes` in the largest binary unit that keeps it readable, for messages. */
export function shownBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
