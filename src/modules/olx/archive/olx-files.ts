import type { Readable } from 'node:stream';

/** Something odd about an archive that is no reason to refuse it. The reader copies these into its report. */
export interface ArchiveNotice {
  readonly code: 'case_collision' | 'outside_root' | 'two_roots' | 'link_skipped';
  /** The member concerned, as the archive names it. */
  readonly file: string;
  readonly message: string;
}

/**
 * Random access to the files of one exported course or library, wherever they lie. Paths are relative to the root,
 * with `/` between the parts, and are looked up as they stand or in Unicode normal form C (macOS packs decomposed names).
 */
export interface OlxFiles {
  /** The folder of the archive that holds course.xml or library.xml (OLX rule 3); `''` is the top. */
  readonly root: string;
  readonly notices: readonly ArchiveNotice[];
  has(path: string): boolean;
  /** Bytes. @throws Error if there is no such file */
  size(path: string): number;
  /** The whole of a small file. @throws InvalidArchiveError if it is larger than a document may be */
  read(path: string): Promise<Buffer>;
  /** The content of a file of any size, with backpressure. */
  stream(path: string): Readable;
  /** Every file whose path begins with `prefix`, at any depth, in code unit order. */
  list(prefix: string): string[];
  /** Releases the files, and with them whatever was spooled. Safe to call twice. */
  close(): Promise<void>;
}
