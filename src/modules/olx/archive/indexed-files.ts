import type { Readable } from 'node:stream';
import { shownBytes } from './archive-limits.js';
import { InvalidArchiveError, shownName } from './invalid-archive-error.js';
import type { MemberIndex } from './member-index.js';
import type { ArchiveNotice, OlxFiles } from './olx-files.js';
import { findRoot } from './olx-root.js';

/** Gets at the content of the files of an index. */
export interface PlaceReader<Place> {
  sizeOf(place: Place): number;
  read(place: Place): Promise<Buffer>;
  stream(place: Place): Readable;
  close(): Promise<void>;
}

/** The first position in sorted `paths` that is not before `prefix`. */
function lowerBound(paths: readonly string[], prefix: string): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((paths[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The files of one course by an index of their places. */
export class IndexedFiles<Place extends object> implements OlxFiles {
  readonly root: string;
  readonly notices: readonly ArchiveNotice[];
  private readonly prefix: string;
  private sorted: readonly string[] | null = null;

  /** @throws InvalidArchiveError `no_course_found` */
  constructor(
    private readonly index: MemberIndex<Place>,
    private readonly reader: PlaceReader<Place>,
  ) {
    const { root, notices } = findRoot(index.paths());
    this.root = root;
    this.prefix = root === '' ? '' : `${root}/`;
    this.notices = [...index.notices, ...notices];
  }

  has(path: string): boolean {
    return this.index.get(this.prefix + path) !== undefined;
  }

  size(path: string): number {
    return this.reader.sizeOf(this.place(path));
  }

  async read(path: string): Promise<Buffer> {
    const place = this.place(path);
    const size = this.reader.sizeOf(place);
    const limit = this.index.limits.documentBytes;
    if (size > limit) {
      throw new InvalidArchiveError(
        'member_too_large',
        `The file ${shownName(path)} holds ${shownBytes(size)}; at most ${shownBytes(limit)} are read as a document. Split it.`,
        path,
      );
    }
    return this.reader.read(place);
  }

  stream(path: string): Readable {
    return this.reader.stream(this.place(path));
  }

  list(prefix: string): string[] {
    this.sorted ??= [...this.index.paths()].sort();
    const full = this.prefix + prefix;
    const found: string[] = [];
    for (let at = lowerBound(this.sorted, full); at < this.sorted.length; at += 1) {
      const path = this.sorted[at] ?? '';
      if (!path.startsWith(full)) break;
      found.push(path.slice(this.prefix.length));
    }
    return found;
  }

  close(): Promise<void> {
    return this.reader.close();
  }

  private place(path: string): Place {
    const place = this.index.get(this.prefix + path);
    if (place === undefined) throw new Error(`There is no file ${shownName(path)} in the course.`);
    return place;
  }
}
